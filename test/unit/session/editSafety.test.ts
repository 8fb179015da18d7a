import assert from 'node:assert/strict';
import { access, chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ScriptedToolCall } from '../../simulator/scenario.ts';
import {
  blockOf,
  isPending,
  logOf,
  pendingAction,
  prompt,
  type SessionFixture,
  startFixture,
  until,
} from '../support/sessionFixture.ts';

const edit = (file: string, old_text: string, new_text: string): ScriptedToolCall => ({
  name: 'edit_file',
  arguments: { path: file, edits: [{ old_text, new_text }] },
});

/** A session in which one call waits for the user. */
async function waiting(call: ScriptedToolCall, files: Record<string, string | Uint8Array>) {
  const fixture = await startFixture({
    files,
    scenario: [{ toolCalls: [call] }, { content: 'Done.' }, { content: 'Resumed.' }],
  });
  const turn = fixture.session.send(prompt('Go'));
  await until(fixture.session, isPending);
  return { fixture, session: fixture.session, turn, action: pendingAction(fixture.session) };
}

function toolResult({ simulator }: SessionFixture): unknown {
  return simulator.requests.at(-1)?.body?.messages.findLast(({ role }) => role === 'tool')?.content;
}

describe('an edit whose session ends while it is written', () => {
  const call = edit('a.txt', 'old', 'new');
  const files = { 'a.txt': 'one\nold\nthree\n' };

  /** Cuts the log where the write began, leaves this on disk, and opens the session again. */
  async function crashed(
    onDisk: string | null,
    scripted = call,
    given: Record<string, string> = files,
    last = 'action.applying',
  ) {
    const { fixture, session, turn, action } = await waiting(scripted, given);
    await session.decide(action, { type: 'accepted' });
    await turn;
    await session.close();
    const log = path.join(fixture.storage, session.id, 'log.jsonl');
    const lines = (await readFile(log, 'utf8')).trimEnd().split('\n');
    const end = lines.findIndex((line) => line.includes(`"${last}"`)) + 1;
    assert(end > 0, 'the write is noted before it is done');
    await writeFile(log, `${lines.slice(0, end).join('\n')}\n`);
    const file = path.join(fixture.folder, 'a.txt');
    if (onDisk === null) await rm(file, { force: true });
    else await writeFile(file, onDisk);
    return { fixture, session: await fixture.open(session.id) };
  }

  it('is accepted where the file holds its text, and the model learns it', async () => {
    const { fixture, session } = await crashed('one\nnew\nthree\n');
    await using _ = fixture;
    assert.equal(blockOf(session, 'edit').state, 'accepted');
    await session.resume();
    assert.equal(toolResult(fixture), 'Edited a.txt: +1 −1 lines.');
    assert.equal(await session.undo(blockOf(session, 'edit').action ?? ''), 'undone');
    assert.equal(await fixture.read('a.txt'), 'one\nold\nthree\n');
  });

  it('is told to have changed its file once, wherever the session ended', async () => {
    for (const last of ['action.applying', 'files.changed']) {
      const { fixture, session } = await crashed('one\nnew\nthree\n', call, files, last);
      await using _ = fixture;
      await session.close();
      const told = (await logOf(fixture, session.id)).filter(({ event }) => event.type === 'files.changed');
      assert.equal(told.length, 1, last);
    }
  });

  it('waits again where the file holds what it held', async () => {
    const { fixture, session } = await crashed('one\nold\nthree\n');
    await using _ = fixture;
    assert.equal(blockOf(session, 'edit').state, 'pending');
    assert.equal(blockOf(session, 'edit').trouble, undefined);
    await session.decide(pendingAction(session), { type: 'accepted' });
    assert.equal(await fixture.read('a.txt'), 'one\nnew\nthree\n');
  });

  it('waits with the conflict shown where the file holds something else', async () => {
    const { fixture, session } = await crashed('one\nnew\nthree, formatted\n');
    await using _ = fixture;
    const card = blockOf(session, 'edit');
    assert.deepEqual([card.state, card.trouble?.code], ['pending', 'conflict']);
    assert.equal(await fixture.read('a.txt'), 'one\nnew\nthree, formatted\n');
    assert.equal(session.proposals()[0]?.after, 'one\nnew\nthree\n', 'the proposal keeps its text');
  });

  it('is found out about for created, deleted and renamed files too', async () => {
    const created = await crashed(
      'text\n',
      { name: 'write_file', arguments: { path: 'a.txt', content: 'text\n' } },
      {},
    );
    await using _ = created.fixture;
    assert.equal(blockOf(created.session, 'edit').state, 'accepted');
    const deleted = await crashed(null, { name: 'delete_file', arguments: { path: 'a.txt' } });
    await using __ = deleted.fixture;
    assert.equal(blockOf(deleted.session, 'edit').state, 'accepted');
    const renamed = await crashed(null, { name: 'rename_file', arguments: { path: 'a.txt', to: 'b/c.txt' } });
    await using ___ = renamed.fixture;
    assert.equal(blockOf(renamed.session, 'edit').state, 'accepted');
    assert.equal(await renamed.session.undo(blockOf(renamed.session, 'edit').action ?? ''), 'undone');
    assert.equal(await renamed.fixture.read('a.txt'), files['a.txt']);
    await assert.rejects(access(path.join(renamed.fixture.folder, 'b')), 'the folder made for it is gone again');
  });
});

describe('an edit whose file changes while it waits', () => {
  const text = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n';
  const open = () => waiting(edit('a.txt', 'two', 'TWO'), { 'a.txt': text });
  const stale = (session: SessionFixture['session']) =>
    until(session, () => blockOf(session, 'edit').trouble?.code === 'conflict');

  it('moves along at once where that is clean', async () => {
    const { fixture, session, turn, action } = await open();
    await using _ = fixture;
    await fixture.write('a.txt', text.replace('nine', 'NINE'));
    await until(session, () => blockOf(session, 'edit').rebased === true);
    await session.decide(action, { type: 'accepted' });
    await turn;
    assert.equal(await fixture.read('a.txt'), text.replace('nine', 'NINE').replace('two', 'TWO'));
    assert.equal(blockOf(session, 'edit').state, 'accepted');
  });

  it('is stale at once where it is not, keeps its text, and is fresh again when the file is', async () => {
    const { fixture, session, action } = await open();
    await using _ = fixture;
    await fixture.write('a.txt', text.replace('two', '2'));
    await stale(session);
    assert.equal(session.proposals()[0]?.after, text.replace('two', 'TWO'));
    await fixture.write('a.txt', `${text}ten\n`);
    await until(session, () => blockOf(session, 'edit').trouble === undefined);
    assert.equal(session.proposals()[0]?.after, `${text.replace('two', 'TWO')}ten\n`);
    await session.decide(action, { type: 'accepted' });
    assert.equal(await fixture.read('a.txt'), `${text.replace('two', 'TWO')}ten\n`);
  });

  it('is not applied when it becomes stale in the moment in which it is accepted', async () => {
    const { fixture, session, action } = await open();
    await using _ = fixture;
    const decided = Promise.withResolvers<void>();
    session.onEntries(([entry]) => {
      if (entry?.event.type === 'action.updated') decided.resolve(session.decide(action, { type: 'accepted' }));
    });
    await fixture.write('a.txt', text.replace('two', '2'));
    await decided.promise;
    assert.equal(await fixture.read('a.txt'), text.replace('two', '2'));
    assert.equal(blockOf(session, 'edit').state, 'pending');
  });

  it('says when the person settles a stale one, and applies what they made of it', async () => {
    const { fixture, session, turn, action } = await open();
    await using _ = fixture;
    await fixture.write('a.txt', text.replace('two', '2'));
    await stale(session);
    await session.updateProposal(action, text.replace('two', '2 or TWO'));
    assert.equal(blockOf(session, 'edit').trouble, undefined);
    await session.decide(action, { type: 'accepted' });
    await turn;
    assert.equal(await fixture.read('a.txt'), text.replace('two', '2 or TWO'));
    assert.match(String(toolResult(fixture)), /person changed your proposal first/);
  });

  it('still tells the model what the person changed, when it was rebased after that', async () => {
    const { fixture, session, turn, action } = await open();
    await using _ = fixture;
    await session.updateProposal(action, text.replace('two', 'Two'));
    await fixture.write('a.txt', text.replace('nine', 'NINE'));
    await until(session, () => blockOf(session, 'edit').rebased === true);
    await session.decide(action, { type: 'accepted' });
    await turn;
    assert.match(String(toolResult(fixture)), /-TWO\n\+Two/);
    assert.equal(await fixture.read('a.txt'), text.replace('two', 'Two').replace('nine', 'NINE'));
  });

  it('is looked at when the session is opened again', async () => {
    const { fixture, session, turn } = await open();
    await using _ = fixture;
    await session.close();
    await turn;
    await fixture.write('a.txt', text.replace('two', '2'));
    const reopened = await fixture.open(session.id);
    await stale(reopened);
    await reopened.close();
    await fixture.write('a.txt', text);
    const again = await fixture.open(session.id);
    await until(again, () => blockOf(again, 'edit').trouble === undefined);
  });
});

describe('an accepted edit', () => {
  it('of a file with unsaved changes is asked for even where edits go through', async () => {
    const scenario = [{ toolCalls: [edit('a.txt', 'old', 'new')] }, { content: 'Done.' }];
    await using fixture = await startFixture({ scenario, files: { 'a.txt': 'old\n' }, approvals: 'auto' });
    fixture.workspace.unsaved.add(path.join(fixture.folder, 'a.txt'));
    const turn = fixture.session.send(prompt('Go'));
    await until(fixture.session, isPending);
    await fixture.session.decide(pendingAction(fixture.session), { type: 'accepted' });
    await turn;
    assert.equal(await fixture.read('a.txt'), 'new\n');
  });

  it('keeps the mixed line endings of lines that the person leaves alone in its diff', async () => {
    const mixed = 'one\r\ntwo\nthree\r\nfour\n';
    const { fixture, session, turn, action } = await waiting(edit('a.txt', 'two', 'TWO'), { 'a.txt': mixed });
    await using _ = fixture;
    // An editor has one kind of line ending.
    await session.updateProposal(action, 'one\r\nTWO\r\nadded\r\nthree\r\nfour\r\n');
    await session.updateProposal(action, 'one\r\nTWO\r\nadded\r\nthree\r\nfour!\r\n');
    await session.decide(action, { type: 'accepted' });
    await turn;
    assert.equal(await fixture.read('a.txt'), 'one\r\nTWO\nadded\r\nthree\r\nfour!\r\n');
  });

  it('tells the model what saving made of it', async () => {
    const { fixture, session, turn, action } = await waiting(edit('a.txt', 'two', 'two  '), { 'a.txt': 'one\ntwo\n' });
    await using _ = fixture;
    fixture.workspace.onSave = (text) => text.replace(/ +$/gm, '').replace('one', 'One');
    await session.decide(action, { type: 'accepted' });
    await turn;
    assert.match(
      String(toolResult(fixture)),
      /^Edited a\.txt: \+1 −1 lines\.\nSaving changed it further[\s\S]*-one\n-two {2}\n\+One\n\+two\n/,
    );
    assert.equal(await session.undo(action), 'undone');
    assert.equal(await fixture.read('a.txt'), 'one\ntwo\n', 'undone to the byte, though saving had changed it');
  });

  it('of a name tells what followed it, and all of it is undone', async () => {
    const call = { name: 'rename_file', arguments: { path: 'a.txt', to: 'b.txt' } };
    const { fixture, session, turn, action } = await waiting(call, { 'a.txt': 'text\n', 'user.txt': 'import a\n' });
    await using _ = fixture;
    fixture.workspace.importers.set(path.join(fixture.folder, 'user.txt'), 'import b\n');
    await session.decide(action, { type: 'accepted' });
    await turn;
    assert.equal(
      toolResult(fixture),
      'Renamed a.txt to b.txt.\nLanguage tools also changed, for the new name: user.txt.',
    );
    fixture.workspace.importers.clear();
    assert.equal(await session.undo(action), 'undone');
    assert.deepEqual([await fixture.read('a.txt'), await fixture.read('user.txt')], ['text\n', 'import a\n']);
    assert.deepEqual((await readdir(fixture.folder)).sort(), ['a.txt', 'user.txt']);
    const told = (await logOf(fixture, session.id)).flatMap(({ event }) => {
      return event.type === 'files.changed' ? [event.files.map((file) => file.path).sort()] : [];
    });
    assert.deepEqual(told, [
      ['a.txt', 'b.txt', 'user.txt'],
      ['a.txt', 'b.txt', 'user.txt'],
    ]);
  });

  it('of bytes that are no text is undone to the byte', async () => {
    const bytes = Buffer.from([0, 1, 254, 255]);
    const call = { name: 'delete_file', arguments: { path: 'a.bin' } };
    const { fixture, session, turn, action } = await waiting(call, { 'a.bin': bytes });
    await using _ = fixture;
    await session.decide(action, { type: 'accepted' });
    await turn;
    assert.equal(await session.undo(action), 'undone');
    assert.deepEqual(await readFile(path.join(fixture.folder, 'a.bin')), bytes);
  });

  it('that deleted a script brings it back runnable', async function () {
    if (process.platform === 'win32') this.skip(); // No such mark there.
    const call = { name: 'delete_file', arguments: { path: 'run.sh' } };
    const { fixture, session, turn, action } = await waiting(call, { 'run.sh': 'true\n' });
    await using _ = fixture;
    const file = path.join(fixture.folder, 'run.sh');
    await chmod(file, 0o755);
    await session.decide(action, { type: 'accepted' });
    await turn;
    assert.equal(await session.undo(action), 'undone');
    assert.equal((await stat(file)).mode & 0o111, 0o111);
  });

  it('that made folders takes them away again, except where something else is in them', async () => {
    const call = { name: 'write_file', arguments: { path: 'x/y/z.txt', content: 'new\n' } };
    const { fixture, session, turn, action } = await waiting(call, {});
    await using _ = fixture;
    await session.decide(action, { type: 'accepted' });
    await turn;
    await fixture.write('x/mine.txt', 'mine\n');
    assert.equal(await session.undo(action), 'undone');
    assert.deepEqual(await readdir(path.join(fixture.folder, 'x')), ['mine.txt']);
    const applying = (await logOf(fixture, session.id)).find(({ event }) => event.type === 'action.applying');
    assert(applying?.event.type === 'action.applying');
    assert.deepEqual(
      applying.event.folders?.map((folder) => path.relative(fixture.folder, folder)),
      ['x', 'x/y'],
    );
  });
});
