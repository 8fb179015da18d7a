import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { AgentEvent, FileChange } from '../../../src/agent/events/events.ts';
import { imagesBefore } from '../../../src/session/checkpoints/beforeImages.ts';
import { CommandRecorder } from '../../../src/session/checkpoints/commandRecorder.ts';
import { type FileStamp, isSame, stampFile } from '../../../src/session/checkpoints/fileStamp.ts';
import { WindowWrites } from '../../../src/session/checkpoints/windowWrites.ts';
import { keepBlob, readBlob } from '../../../src/session/log/sessionLog.ts';
import { Git } from '../../../src/util/system/git.ts';
import { FolderWorkspace } from '../support/folderWorkspace.ts';
import { commitAll, fingerprint, git } from '../support/gitFolder.ts';
import { isPending, logOf, pendingAction, prompt, startFixture, until } from '../support/sessionFixture.ts';
import { removeTempFolders, tempFolder } from '../support/tempFolder.ts';

interface Recorded {
  files: Map<string, FileChange>;
  more: number | undefined;
  /** What stood there before, as text; fails where that was not kept. */
  before(file: string): Promise<string>;
}

/** Records what `work` does to folders, as a command would, after others that do nothing and what the user does `between` them. */
async function record(
  folders: string[],
  work: () => Promise<unknown>,
  { others = 0, between = async () => {} }: { others?: number; between?: () => Promise<unknown> } = {},
): Promise<Recorded> {
  const storage = await tempFolder();
  const events: AgentEvent[] = [];
  const recorder = new CommandRecorder({
    workspace: new FolderWorkspace(...folders),
    git: new Git(() => true),
    writes: new WindowWrites(),
    emit: (event) => events.push(event),
    keep: (bytes) => keepBlob(storage, bytes),
    onProblem: (error) => {
      throw error;
    },
  });
  for (let other = 0; other < others; other++) await recorder.record('1.0', async () => {});
  await between();
  assert(events.every(({ type }) => type === 'files.watched'));
  await recorder.record('1.0', work);
  const files = new Map<string, FileChange>();
  let more: number | undefined;
  for (const event of events) {
    if (event.type !== 'files.changed') continue;
    more = event.more;
    for (const file of event.files) files.set(file.path, file);
  }
  return {
    files,
    more,
    async before(file) {
      const image = files.get(file)?.before;
      assert(typeof image === 'string', `${file}: ${JSON.stringify(image)}`);
      return Buffer.from(await readBlob(storage, image)).toString();
    },
  };
}

describe('what a command changes', () => {
  after(removeTempFolders);

  /** So old that git goes by its time and size alone, and does not look into it. */
  const makeOld = (folder: string, name: string) => utimes(path.join(folder, name), 1e9, 1e9);

  const put = async (folder: string, files: Record<string, string | null>) => {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(folder, name);
      await mkdir(path.dirname(file), { recursive: true });
      await (text === null ? rm(file) : writeFile(file, text));
    }
  };

  it('in clean tracked files comes from git, in others from copies', async () => {
    const folder = await tempFolder({
      'clean.txt': 'clean\n',
      'dirty.txt': 'old\n',
      'gone.txt': 'gone\n',
      'same.txt': '',
    });
    commitAll(folder);
    await put(folder, { 'dirty.txt': 'dirty\n', 'loose.txt': 'loose\n', 'é "new".txt': 'odd\n' });
    const { files, before } = await record([folder], () =>
      put(folder, {
        'clean.txt': '1',
        'dirty.txt': '2',
        'gone.txt': null,
        'loose.txt': '3',
        'made/new.txt': '4',
        'é "new".txt': '5',
        'same.txt': '',
      }),
    );
    assert.deepEqual(
      [...files.keys()].sort(),
      ['clean.txt', 'dirty.txt', 'gone.txt', 'loose.txt', 'made/new.txt', 'é "new".txt'].sort(),
    );
    assert.equal(await before('clean.txt'), 'clean\n');
    assert.equal(await before('dirty.txt'), 'dirty\n');
    assert.equal(await before('gone.txt'), 'gone\n');
    assert.equal(files.get('gone.txt')?.after, null);
    assert.equal(await before('loose.txt'), 'loose\n');
    assert.equal(await before('é "new".txt'), 'odd\n');
    assert.equal(files.get('made/new.txt')?.before, null);
  });

  it('through git itself is seen, and .git is never touched', async () => {
    const folder = await tempFolder({ 'a.txt': 'one\n', 'b.txt': 'one\n', 'sub/c.txt': 'one\n' });
    commitAll(folder);
    git(folder, 'checkout', '-qb', 'other');
    await put(folder, { 'a.txt': 'two\n', 'sub/c.txt': null });
    git(folder, 'commit', '-qam', 'Two');
    git(folder, 'checkout', '-q', 'main');
    await chmod(path.join(folder, 'b.txt'), 0o755);
    const untouched = await fingerprint(path.join(folder, '.git'));
    let between = '';
    const { files, before } = await record([folder], async () => {
      assert.equal(await fingerprint(path.join(folder, '.git')), untouched, 'before the command');
      git(folder, 'checkout', '-q', 'other');
      between = await fingerprint(path.join(folder, '.git'));
    });
    assert.equal(await fingerprint(path.join(folder, '.git')), between, 'after the command');
    assert.deepEqual([...files.keys()].sort(), ['a.txt', 'sub/c.txt']);
    assert.equal(await before('a.txt'), 'one\n');
    assert.equal(await before('sub/c.txt'), 'one\n');
  });

  it('in submodules, nested repositories and several folders is seen', async () => {
    const library = await tempFolder({ 'lib.txt': 'lib\n' });
    commitAll(library);
    const folder = await tempFolder({ 'a.txt': 'a\n' });
    commitAll(folder);
    git(folder, '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', library, 'module');
    git(folder, 'commit', '-qm', 'Module');
    const nested = path.join(folder, 'nested');
    await put(folder, { 'nested/n.txt': 'n\n' });
    commitAll(nested);
    const plain = await tempFolder({ 'p.txt': 'p\n' });
    const gits = [path.join(folder, '.git'), path.join(nested, '.git')];
    const untouched = await Promise.all(gits.map(fingerprint));
    const { files, before } = await record([folder, plain], async () => {
      await put(folder, { 'module/lib.txt': '1', 'nested/n.txt': '2' });
      await put(plain, { 'p.txt': '3' });
    });
    assert.deepEqual(await Promise.all(gits.map(fingerprint)), untouched);
    const name = path.basename(folder);
    const changed = [`${name}/module/lib.txt`, `${name}/nested/n.txt`, `${path.basename(plain)}/p.txt`];
    assert.deepEqual([...files.keys()].sort(), changed.toSorted());
    assert.deepEqual(await Promise.all(changed.map(before)), ['lib\n', 'n\n', 'p\n']);
  });

  it('in a part of a repository is seen, and nothing of the rest', async () => {
    const top = await tempFolder({ 'part/a.txt': 'a\r\n', 'rest.txt': 'rest\n' });
    commitAll(top);
    const { files, before } = await record([path.join(top, 'part')], () =>
      put(top, { 'part/a.txt': 'b', 'rest.txt': 'changed' }),
    );
    assert.deepEqual([...files.keys()], ['a.txt']);
    assert.equal(await before('a.txt'), 'a\r\n');
  });

  it('comes back with the line endings that git keeps in another form', async () => {
    const folder = await tempFolder({ '.gitattributes': '*.txt text eol=crlf\n', 'a.txt': 'one\r\ntwo\r\n' });
    commitAll(folder);
    const { before } = await record([folder], () => put(folder, { 'a.txt': 'x' }));
    assert.equal(await before('a.txt'), 'one\r\ntwo\r\n');
  });

  it('cannot come back where git keeps something else, and says so', async () => {
    const folder = await tempFolder({ '.gitattributes': '*.big filter=shorten\n', 'a.big': 'a long text\n' });
    git(folder, 'init', '-q');
    git(folder, 'config', 'filter.shorten.clean', 'head -c 3');
    await makeOld(folder, 'a.big');
    git(folder, 'add', '-A');
    git(folder, 'commit', '-qm', 'All');
    const { files } = await record([folder], () => put(folder, { 'a.big': 'x' }));
    assert.deepEqual(files.get('a.big')?.before, { unkept: 'converted' });
  });

  it('cannot come back where a filter keeps the length and not the bytes', async () => {
    const folder = await tempFolder({ '.gitattributes': '*.up filter=upper\n', 'a.up': 'a text\n' });
    git(folder, 'init', '-q');
    git(folder, 'config', 'filter.upper.clean', 'tr a-z A-Z');
    await makeOld(folder, 'a.up');
    git(folder, 'add', '-A');
    git(folder, 'commit', '-qm', 'All');
    const { files } = await record([folder], () => put(folder, { 'a.up': 'x' }));
    assert.deepEqual(files.get('a.up')?.before, { unkept: 'converted' });
  });

  it('never takes an ignored file for a new one', async () => {
    const folder = await tempFolder({ '.gitignore': 'secret.env\n', 'a.txt': 'a\n', 'secret.env': 'KEY\n' });
    commitAll(folder);
    const { files } = await record([folder], async () => {
      await put(folder, { '.gitignore': '' });
      await rename(path.join(folder, 'a.txt'), path.join(folder, 'renamed.txt'));
    });
    assert.deepEqual(files.get('secret.env')?.before ?? 'not listed', { unkept: 'unwatched' });
    assert.equal(files.get('renamed.txt')?.before, null, 'a file that git knew by another name');
  });

  it('to a file that becomes ignored or committed is told only where it changed', async () => {
    const folder = await tempFolder({ 'a.txt': 'a\n' });
    commitAll(folder);
    await put(folder, { 'loose.txt': 'loose\n', 'kept.txt': 'kept\n' });
    const { files } = await record([folder], async () => {
      await put(folder, { '.gitignore': 'loose.txt\n' });
      git(folder, 'add', 'kept.txt');
      git(folder, 'commit', '-qm', 'Kept');
    });
    assert.deepEqual([...files.keys()], ['.gitignore']);
  });

  it('is bounded, and what cannot come back is said', async () => {
    const folder = await tempFolder({ 'small.txt': 'small\n' });
    await writeFile(path.join(folder, 'large.bin'), Buffer.alloc(11 * 1024 * 1024));
    await symlink('small.txt', path.join(folder, 'link.txt'));
    const { files, before } = await record([folder], async () => {
      await writeFile(path.join(folder, 'large.bin'), 'x');
      await writeFile(path.join(folder, 'small.txt'), 'x');
    });
    assert.equal(await before('small.txt'), 'small\n');
    assert.deepEqual(files.get('large.bin')?.before, { unkept: 'tooLarge' });
  });

  it('is listed as far as it can be undone where there is too much of it to be copied, and the rest counted', async () => {
    const old = Array.from({ length: 150 }, (_, index) => `${index}.txt`);
    const large = Array.from({ length: 8 }, (_, index) => `${index}.bin`);
    const folder = await tempFolder(Object.fromEntries(old.map((name) => [name, 'old\n'])));
    await Promise.all(old.map((name) => makeOld(folder, name)));
    await Promise.all(large.map((name) => writeFile(path.join(folder, name), Buffer.alloc(9 * 1024 * 1024))));
    const { files, more } = await record([folder], async () => {
      await Promise.all([...old, ...large].map((name) => writeFile(path.join(folder, name), 'new\n')));
    });
    const undoable = [...files.values()].filter(({ before }) => typeof before === 'string');
    assert.deepEqual([undoable.length, files.size, more], [7, 107, 51]);
  });

  it('comes back from an earlier copy where by then too much changed for all to be copied', async () => {
    const folder = await tempFolder({ 'early.txt': 'early\n' });
    await makeOld(folder, 'early.txt');
    while (!(await stampFile(path.join(folder, 'early.txt')))?.settled) await setImmediate();
    const large = Array.from({ length: 8 }, (_, index) => path.join(folder, `${index}.bin`));
    const { files, before } = await record([folder], () => put(folder, { 'early.txt': 'late\n', '0.bin': 'new\n' }), {
      others: 1,
      between: () => Promise.all(large.map((file) => writeFile(file, Buffer.alloc(9 * 1024 * 1024)))),
    });
    assert.equal(await before('early.txt'), 'early\n');
    assert(files.has('0.bin'));
  });

  it('does not count what nobody changed, although it was not seen before', async () => {
    const folder = await tempFolder({ 'a.txt': 'a\n' });
    const parts = { git: new Git(() => true), folders: [folder], keep: async () => '' };
    const later = { takenAt: Date.now() + 5000, loose: new Map(), indexes: [] };
    const file = path.join(folder, 'a.txt');
    assert.deepEqual([...(await imagesBefore(parts, later, [file]))], []);
    const earlier = { ...later, takenAt: Date.now() - 5000 };
    assert.deepEqual([...(await imagesBefore(parts, earlier, [file])).keys()], [file]);
  });

  it('is seen without git, and by a second command whose files were copied for the first', async () => {
    const folder = await tempFolder({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
    const { files, before } = await record([folder], () => put(folder, { 'b.txt': null, 'c.txt': 'c' }), { others: 2 });
    assert.deepEqual([...files.keys()].sort(), ['b.txt', 'c.txt']);
    assert.equal(await before('b.txt'), 'b\n');
  });

  it('is seen where size and times are those of a write just before', async () => {
    const folder = await tempFolder({ 'a.txt': '' });
    const file = path.join(folder, 'a.txt');
    let last: FileStamp | undefined;
    for (let write = 0; write < 50; write++) {
      await writeFile(file, `${write % 10}\n`);
      const stamp = await stampFile(file);
      assert(stamp && !isSame(last, stamp));
      last = stamp;
    }
  });

  it('is undone with its turn, in a session', async () => {
    await using fixture = await startFixture({
      approvals: 'autoEdits',
      files: { 'a.txt': 'one\n', 'b.sh': 'two\n' },
      scenario: [
        {
          reasoning: 'Run it.',
          toolCalls: [
            {
              name: 'run_command',
              arguments: { command: 'echo changed > a.txt; rm b.sh; mkdir -p made/deep; echo made > made/deep/c.txt' },
            },
          ],
        },
        { content: 'Done.' },
      ],
    });
    await chmod(path.join(fixture.folder, 'b.sh'), 0o755);
    commitAll(fixture.folder);
    const { session } = fixture;
    const running = session.send(prompt('Go'));
    await until(session, isPending);
    await session.decide(pendingAction(session), { type: 'accepted' });
    await running;
    assert.equal(await fixture.read('a.txt'), 'changed\n');
    const { checkpoints } = session;
    await checkpoints.rewind(await checkpoints.planUndo(), { overwrite: false, conversation: false });
    assert.equal(await fixture.read('a.txt'), 'one\n');
    assert.equal(await fixture.read('b.sh'), 'two\n');
    assert.deepEqual((await readdir(fixture.folder)).sort(), ['.git', 'a.txt', 'b.sh']);
    assert.equal(git(fixture.folder, 'status', '--porcelain'), '');
  });

  it('is not looked for where the command only reads', async () => {
    const run = (command: string) => ({ toolCalls: [{ name: 'run_command', arguments: { command } }] });
    await using fixture = await startFixture({
      approvals: 'auto',
      files: { 'a.txt': 'one\n' },
      scenario: [run('cat a.txt | head -1'), run('cat a.txt > b.txt'), { content: 'Done.' }],
    });
    await fixture.session.send(prompt('Go'));
    const events = (await logOf(fixture, fixture.session.id)).map(({ event }) => event.type);
    assert.equal(events.filter((type) => type === 'files.watched').length, 1);
    assert.equal(events.filter((type) => type === 'files.changed').length, 1);
  });

  it('is not known where the window closed in the middle, and a restore says so', async () => {
    await using fixture = await startFixture({
      scenario: [{ toolCalls: [{ name: 'run_command', arguments: { command: 'touch begun; echo begun; sleep 30' } }] }],
    });
    const { session } = fixture;
    const running = session.send(prompt('Go'));
    await until(session, isPending);
    await session.decide(pendingAction(session), { type: 'accepted' });
    await until(session, ({ blocks }) => blocks.some((block) => block.type === 'command' && block.printed !== ''));
    await session.close();
    await running;
    const reopened = await fixture.open(session.id);
    assert.equal((await reopened.checkpoints.planUndo()).cutOff, true);
  });
});
