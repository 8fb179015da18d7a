import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, truncate, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ChatSession } from '../../../src/session/chatSession.ts';
import { keepBlob, readBlob } from '../../../src/session/log/sessionLog.ts';
import { SessionError } from '../../../src/session/sessionError.ts';
import type { ScriptedToolCall } from '../../simulator/scenario.ts';
import { blockOf, prompt, type SessionFixture, startFixture } from '../support/sessionFixture.ts';
import { removeTempFolders, tempFolder } from '../support/tempFolder.ts';

const EVERYTHING = { maxAge: Number.POSITIVE_INFINITY, maxBytes: Number.POSITIVE_INFINITY };

function edit(file: string, old_text: string, new_text: string): ScriptedToolCall {
  return { name: 'edit_file', arguments: { path: file, edits: [{ old_text, new_text }] } };
}

/** One turn that changes two files. */
async function edited(): Promise<SessionFixture> {
  const fixture = await startFixture({
    approvals: 'autoEdits',
    files: { 'a.txt': 'one\n', 'b.txt': 'eins\n' },
    scenario: [{ toolCalls: [edit('a.txt', 'one', 'two'), edit('b.txt', 'eins', 'zwei')] }, { content: 'Done.' }],
  });
  await fixture.session.send(prompt('Go'));
  return fixture;
}

/** The file of a session's blob that holds this text. */
async function blobOf({ storage, session }: SessionFixture, text: string): Promise<string> {
  const folder = path.join(storage, session.id, 'blobs');
  for (const name of await readdir(folder)) {
    if ((await readFile(path.join(folder, name), 'utf8')) === text) return path.join(folder, name);
  }
  throw new Error(`No blob holds ${text}`);
}

async function flipBit(file: string): Promise<void> {
  const bytes = await readFile(file);
  bytes.writeUInt8((bytes[0] ?? 0) ^ 1, 0);
  await writeFile(file, bytes);
}

async function undoTurn({ checkpoints }: ChatSession) {
  return await checkpoints.rewind(await checkpoints.planUndo(), { overwrite: false, conversation: false });
}

describe('what the session kept and the disk damaged', () => {
  after(removeTempFolders);

  for (const [what, damage] of Object.entries({
    'has a flipped bit': flipBit,
    'is cut': (file: string) => truncate(file, 2),
    'is empty': (file: string) => truncate(file, 0),
    'holds something else': (file: string) => writeFile(file, 'other\n'),
  })) {
    it(`is not brought back where it ${what}, and the rest is`, async () => {
      await using fixture = await edited();
      await damage(await blobOf(fixture, 'one\n'));
      const plan = await fixture.session.checkpoints.planUndo();
      assert.deepEqual(plan.lost, [{ path: 'a.txt', reason: 'damaged' }]);
      await undoTurn(fixture.session);
      assert.equal(await fixture.read('a.txt'), 'two\n');
      assert.equal(await fixture.read('b.txt'), 'eins\n');
    });
  }

  it('is not written by undoing one edit, which says of which file', async () => {
    await using fixture = await edited();
    await flipBit(await blobOf(fixture, 'one\n'));
    const { action = '' } = blockOf(fixture.session, 'edit');
    await assert.rejects(fixture.session.undo(action), (error) => {
      return error instanceof SessionError && error.code === 'damaged' && error.file === 'a.txt';
    });
    assert.equal(await fixture.read('a.txt'), 'two\n');
  });

  it('does not hinder undoing where it is only what the edit made', async () => {
    await using fixture = await edited();
    await flipBit(await blobOf(fixture, 'two\n'));
    const { action = '' } = blockOf(fixture.session, 'edit');
    assert.equal(await fixture.session.undo(action), 'undone');
    assert.equal(await fixture.read('a.txt'), 'one\n');
  });

  it('is not brought back by a redo either', async () => {
    await using fixture = await edited();
    await undoTurn(fixture.session);
    await flipBit(await blobOf(fixture, 'two\n'));
    const plan = await fixture.session.checkpoints.planRedo();
    assert.deepEqual(plan?.lost, [{ path: 'a.txt', reason: 'damaged' }]);
  });

  it('is written whole again when the same bytes are kept', async () => {
    const folder = await tempFolder();
    const ref = await keepBlob(folder, Buffer.from('text'));
    await truncate(path.join(folder, 'blobs', ref), 1);
    await assert.rejects(readBlob(folder, ref), /damaged/);
    assert.equal(await keepBlob(folder, Buffer.from('text')), ref);
    assert.equal(Buffer.from(await readBlob(folder, ref)).toString(), 'text');
  });

  it('was never whole: what a window left as it ended is removed after a day', async () => {
    await using fixture = await edited();
    const folder = path.join(fixture.storage, fixture.session.id, 'blobs');
    const ref = path.basename(await blobOf(fixture, 'one\n'));
    await mkdir(folder, { recursive: true });
    const [old, fresh] = [path.join(folder, `${ref}.old`), path.join(folder, `${ref}.fresh`)];
    for (const file of [old, fresh]) await writeFile(file, 'o');
    const before = (await readdir(folder)).sort();
    const yesterday = Date.now() / 1000 - 25 * 3600;
    await utimes(old, yesterday, yesterday);
    await fixture.store.prune(EVERYTHING);
    assert.deepEqual(
      (await readdir(folder)).sort(),
      before.filter((name) => name !== path.basename(old)),
    );
  });
});
