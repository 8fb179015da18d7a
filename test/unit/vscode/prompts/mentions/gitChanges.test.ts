import assert from 'node:assert/strict';
import { chmod, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Git } from '../../../../../src/util/system/git.ts';
import { listCommits, readChanges, readCommit } from '../../../../../src/vscode/prompts/mentions/gitChanges.ts';
import { commitAll, fingerprint, git } from '../../../support/gitFolder.ts';
import { removeTempFolders, tempFolder } from '../../../support/tempFolder.ts';

const trusted = new Git(() => true);

describe('what git tells of changes', () => {
  after(removeTempFolders);

  it('are patches, without what may hold keys, and nothing is written or run for them', async () => {
    const folder = await tempFolder({ 'a.txt': 'one\n', 'b.txt': 'one\n', '.env': 'KEY=1\n' });
    commitAll(folder);
    const write = (name: string, text: string) => writeFile(path.join(folder, name), text);
    await write('a.txt', 'two\n');
    await write('.env', 'KEY=hidden-value\n');
    await write('new.txt', 'new\n');
    await write('b.txt', 'staged\n');
    git(folder, 'add', 'b.txt');
    await write('differ.sh', '#!/bin/sh\ntouch ran\n');
    await chmod(path.join(folder, 'differ.sh'), 0o755);
    git(folder, 'config', 'diff.external', path.join(folder, 'differ.sh'));
    git(folder, 'config', 'core.fsmonitor', path.join(folder, 'differ.sh'));
    const before = await fingerprint(folder);

    const unstaged = (await readChanges(trusted, folder, 'unstaged')) ?? '';
    assert.match(unstaged, /-one\n\+two/);
    assert.doesNotMatch(unstaged, /hidden-value|staged/);
    assert.match(unstaged, /Left out, since they may hold keys: \.env/);
    assert.match(unstaged, /does not track yet:\ndiffer\.sh\nnew\.txt/);
    const staged = (await readChanges(trusted, folder, 'staged')) ?? '';
    assert.match(staged, /\+staged/);
    assert.doesNotMatch(staged, /two/);
    assert.equal(await fingerprint(folder), before);
  });

  it('show a commit with its message, of a folder inside the repository too', async () => {
    const folder = await tempFolder({ 'in/a.txt': 'one\n', 'in/.env': 'KEY=hidden-value\n', 'out.txt': 'one\n' });
    commitAll(folder);
    const [commit] = await listCommits(trusted, path.join(folder, 'in'));
    assert.equal(commit?.subject, 'All');
    const text = (await readCommit(trusted, path.join(folder, 'in'), commit?.hash ?? '')) ?? '';
    assert.match(text, /Author:.*\n[\s\S]*All\n[\s\S]*a\.txt[\s\S]*\+one/);
    assert.doesNotMatch(text, /out\.txt|hidden-value/);
    assert.equal(await readCommit(trusted, folder, '--output=x'), undefined);
  });

  it('are cut where they are too long, and unknown outside a repository', async () => {
    const folder = await tempFolder({ 'a.txt': '' });
    assert.equal(await readChanges(trusted, folder, 'staged'), undefined);
    assert.deepEqual(await listCommits(trusted, folder), []);
    commitAll(folder);
    assert.equal(await readChanges(trusted, folder, 'staged'), '');
    await writeFile(path.join(folder, 'a.txt'), 'a line\n'.repeat(20_000));
    const text = (await readChanges(trusted, folder, 'unstaged')) ?? '';
    assert.ok(text.length < 61_000);
    assert.match(text, /this is its beginning/);
    await rm(path.join(folder, 'a.txt'));
    assert.match((await readChanges(trusted, folder, 'unstaged')) ?? '', /deleted file/);
  });
});
