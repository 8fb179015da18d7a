import assert from 'node:assert/strict';
import { link, lstat, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Scenario, ScriptedToolCall } from '../../simulator/scenario.ts';
import {
  blockTypes,
  isPending,
  pendingAction,
  prompt,
  type SessionFixture,
  startFixture,
  until,
} from '../support/sessionFixture.ts';
import { removeTempFolders, tempFolder } from '../support/tempFolder.ts';

const edit = (file: string, old_text: string, new_text: string): ScriptedToolCall => ({
  name: 'edit_file',
  arguments: { path: file, edits: [{ old_text, new_text }] },
});
const oneStep = (...toolCalls: ScriptedToolCall[]): Scenario => [{ toolCalls }, { content: 'Done.' }];

function results({ simulator }: SessionFixture): string[] {
  const messages = simulator.requests.at(-1)?.body?.messages ?? [];
  return messages.filter(({ role }) => role === 'tool').map(({ content }) => String(content));
}

describe('with two folders of one name', () => {
  const folders = [
    { name: 'app', path: 'one/app' },
    { name: 'app', path: 'two/app' },
  ];
  const files = {
    'one/app/link.txt': 'nothing of note\n',
    'one/app/note.txt': 'first\n',
    'one/app/kept/a.txt': 'nothing of note\n',
    'two/app/.env': 'TOKEN=hunter2\n',
    'two/app/note.txt': 'second\n',
    'two/app/.kimiignore': 'kept\n',
    'two/app/kept/a.txt': 'kept from the model\n',
  };

  it('what a link leads to is judged, and not what has its name in the first', async () => {
    for (const file of ['two/app/link.txt', 'two/app/kept/a.txt']) {
      const scenario = oneStep({ name: 'read_file', arguments: { path: file } });
      await using fixture = await startFixture({ scenario, files, folders, approvals: 'auto' });
      await symlink('.env', path.join(fixture.folder, 'two/app/link.txt'));
      const turn = fixture.session.send(prompt('Go'));
      await until(fixture.session, isPending);
      await fixture.session.decide(pendingAction(fixture.session), { type: 'rejected' });
      await turn;
      assert.match(results(fixture)[0] ?? '', /was not read/);
      assert.equal(JSON.stringify(fixture.simulator.requests).includes('hunter2'), false);
      assert.equal(JSON.stringify(fixture.simulator.requests).includes('kept from the model'), false);
    }
  });

  it('an edit lands in the file whose name search showed', async () => {
    const scenario: Scenario = [
      { toolCalls: [{ name: 'search_text', arguments: { pattern: 'second' } }] },
      { toolCalls: [edit('two/app/note.txt', 'second', 'third')] },
      { content: 'Done.' },
    ];
    await using fixture = await startFixture({ scenario, files, folders, approvals: 'auto' });
    await fixture.session.send(prompt('Go'));
    assert.match(results(fixture)[0] ?? '', /^<matches-[0-9a-f]{8}>\ntwo\/app\/note\.txt/);
    assert.equal(await fixture.read('two/app/note.txt'), 'third\n');
    assert.equal(await fixture.read('one/app/note.txt'), 'first\n');
    assert.match(fixture.simulator.requests[0]?.body?.messages[0]?.content as string, /- two\/app: /);
  });
});

describe('a file with two names', () => {
  /** Each makes `other` a name of `a.txt`, or of the folder that it is in. */
  const NAMES: [string, string, (folder: string) => Promise<void>][] = [
    ['a link', 'other.txt', (folder) => symlink('real/a.txt', path.join(folder, 'other.txt'))],
    ['a link to its folder', 'other/a.txt', (folder) => symlink('real', path.join(folder, 'other'))],
    ['a hard link', 'other.txt', (folder) => link(path.join(folder, 'real/a.txt'), path.join(folder, 'other.txt'))],
  ];

  for (const [what, other, make] of NAMES) {
    it(`is asked about where the other one has unsaved changes: ${what}`, async () => {
      const scenario = oneStep(edit(other, 'two', 'TWO'));
      await using fixture = await startFixture({ scenario, files: { 'real/a.txt': 'one\ntwo\n' }, approvals: 'auto' });
      await make(fixture.folder);
      fixture.workspace.unsaved.add(path.join(fixture.folder, 'real/a.txt'));
      const turn = fixture.session.send(prompt('Go'));
      await until(fixture.session, isPending);
      await fixture.session.decide(pendingAction(fixture.session), { type: 'rejected' });
      await turn;
      assert.equal(await fixture.read('real/a.txt'), 'one\ntwo\n');
    });

    it(`has its edits on top of each other: ${what}`, async () => {
      const scenario = oneStep(edit('real/a.txt', 'one', 'ONE'), edit(other, 'two', 'TWO'));
      await using fixture = await startFixture({ scenario, files: { 'real/a.txt': 'one\ntwo\n' } });
      await make(fixture.folder);
      const { session } = fixture;
      const turn = session.send(prompt('Go'));
      await until(session, () => session.proposals().length === 2);
      assert.deepEqual(
        session.proposals().map(({ before, after }) => [before, after]),
        [
          ['one\ntwo\n', 'ONE\ntwo\n'],
          ['ONE\ntwo\n', 'ONE\nTWO\n'],
        ],
      );
      for (const { action } of session.proposals()) await session.decide(action.id, { type: 'rejected' });
      await turn;
    });
  }

  it('is one file for undo: what was changed by both names goes back to before the first', async () => {
    const scenario: Scenario = [
      { toolCalls: [edit('link.txt', 'one', 'two')] },
      { toolCalls: [edit('real/a.txt', 'two', 'three')] },
      { content: 'Done.' },
    ];
    await using fixture = await startFixture({ scenario, files: { 'real/a.txt': 'one\n' }, approvals: 'auto' });
    await symlink('real/a.txt', path.join(fixture.folder, 'link.txt'));
    await fixture.session.send(prompt('Go'));
    assert.equal(await fixture.read('real/a.txt'), 'three\n');
    const plan = await fixture.session.checkpoints.planUndo();
    assert.deepEqual(
      plan.files.map(({ path: shown, changed }) => ({ shown, changed })),
      [{ shown: 'link.txt', changed: false }],
    );
    await fixture.session.checkpoints.rewind(plan, { overwrite: false, conversation: false });
    assert.equal(await fixture.read('real/a.txt'), 'one\n');
    assert.equal((await lstat(path.join(fixture.folder, 'link.txt'))).isSymbolicLink(), true);
  });

  it('changes for an edit that waits under the other name', async () => {
    const scenario = oneStep(edit('link.txt', 'two', 'TWO'));
    await using fixture = await startFixture({ scenario, files: { 'real/a.txt': 'one\ntwo\n' } });
    await symlink('real/a.txt', path.join(fixture.folder, 'link.txt'));
    const { session } = fixture;
    const turn = session.send(prompt('Go'));
    await until(session, isPending);
    const moved = until(session, () => session.proposals()[0]?.after === 'zero\none\nTWO\n');
    await fixture.write('real/a.txt', 'zero\none\ntwo\n');
    await moved;
    await session.decide(pendingAction(session), { type: 'rejected' });
    await turn;
  });
});

describe('what was judged in one place and would be written in another', () => {
  afterEach(removeTempFolders);

  const swap = async (fixture: SessionFixture, name: string) => {
    const outside = await tempFolder({ 'a.txt': 'one\ntwo\n', 'b.txt': 'xyzzy\n' });
    const at = path.join(fixture.folder, name);
    await rename(at, `${at}.aside`).catch(() => {});
    await symlink(outside, at);
    return outside;
  };
  const listed = async (folder: string) =>
    Object.fromEntries(
      await Promise.all(
        (await readdir(folder)).sort().map(async (name) => [name, await readFile(path.join(folder, name), 'utf8')]),
      ),
    );
  const untouched = { 'a.txt': 'one\ntwo\n', 'b.txt': 'xyzzy\n' };

  const CALLS: [string, ScriptedToolCall][] = [
    ['an edit', edit('dir/a.txt', 'two', 'TWO')],
    ['a new text', { name: 'write_file', arguments: { path: 'dir/a.txt', content: 'new\n' } }],
    ['a new file', { name: 'write_file', arguments: { path: 'dir/new.txt', content: 'new\n' } }],
    ['a new file in new folders', { name: 'write_file', arguments: { path: 'dir/x/y/new.txt', content: 'new\n' } }],
    ['a deletion', { name: 'delete_file', arguments: { path: 'dir/a.txt' } }],
    ['a rename to there', { name: 'rename_file', arguments: { path: 'top.txt', to: 'dir/moved.txt' } }],
    ['a rename from there', { name: 'rename_file', arguments: { path: 'dir/a.txt', to: 'moved.txt' } }],
    ['a deletion of bytes', { name: 'delete_file', arguments: { path: 'dir/data.bin' } }],
    ['a cell', { name: 'edit_notebook', arguments: { path: 'dir/n.ipynb', action: 'insert', cell: 1, source: 'x' } }],
  ];
  const files = {
    'top.txt': 'top\n',
    'dir/a.txt': 'one\ntwo\n',
    'dir/data.bin': Buffer.from([0, 1, 2]),
    'dir/n.ipynb': '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}\n',
  };

  for (const [what, call] of CALLS) {
    it(`is refused, with words, and stays to be decided: ${what}`, async () => {
      await using fixture = await startFixture({ scenario: oneStep(call), files });
      const { session } = fixture;
      const turn = session.send(prompt('Go'));
      await until(session, isPending);
      const outside = await swap(fixture, 'dir');
      const action = pendingAction(session);
      await session.decide(action, { type: 'accepted' });
      assert.deepEqual(await listed(outside), untouched);
      assert.equal(await fixture.read('top.txt'), 'top\n');
      assert(session.proposals().some((proposal) => proposal.action.id === action));
      const failed = (await session.entries()).flatMap(({ event }) => (event.type === 'action.failed' ? event : []));
      assert.match(failed.at(-1)?.detail ?? '', /leads to/);
      await session.decide(action, { type: 'rejected' });
      await turn;
      assert.equal(JSON.stringify(fixture.simulator.requests).includes('xyzzy'), false);
    });
  }

  it('is refused where only a folder was made that was not there, as a link', async () => {
    const call = { name: 'write_file', arguments: { path: 'fresh/new.txt', content: 'new\n' } };
    await using fixture = await startFixture({ scenario: oneStep(call), files });
    const turn = fixture.session.send(prompt('Go'));
    await until(fixture.session, isPending);
    const outside = await swap(fixture, 'fresh');
    await fixture.session.decide(pendingAction(fixture.session), { type: 'accepted' });
    assert.deepEqual(await listed(outside), untouched);
    await fixture.session.decide(pendingAction(fixture.session), { type: 'rejected' });
    await turn;
  });

  it('is refused after a reload too', async () => {
    await using fixture = await startFixture({ scenario: oneStep(edit('dir/a.txt', 'two', 'TWO')), files });
    void fixture.session.send(prompt('Go'));
    await until(fixture.session, isPending);
    await fixture.session.close();
    const outside = await swap(fixture, 'dir');
    const session = await fixture.open(fixture.session.id);
    await session.decide(pendingAction(session), { type: 'accepted' });
    assert.deepEqual(await listed(outside), untouched);
  });

  it('is written once the place is what it was', async () => {
    await using fixture = await startFixture({ scenario: oneStep(edit('dir/a.txt', 'two', 'TWO')), files });
    const { session } = fixture;
    const turn = session.send(prompt('Go'));
    await until(session, isPending);
    await swap(fixture, 'dir');
    await session.decide(pendingAction(session), { type: 'accepted' });
    await rm(path.join(fixture.folder, 'dir'));
    await rename(path.join(fixture.folder, 'dir.aside'), path.join(fixture.folder, 'dir'));
    await session.decide(pendingAction(session), { type: 'accepted' });
    await turn;
    assert.equal(await fixture.read('dir/a.txt'), 'one\nTWO\n');
  });

  it('is not undone there, and not restored there', async () => {
    const scenario = oneStep(edit('dir/a.txt', 'two', 'TWO'), {
      name: 'write_file',
      arguments: { path: 'dir/new.txt', content: 'new\n' },
    });
    await using fixture = await startFixture({ scenario, files, approvals: 'auto' });
    const { session } = fixture;
    await session.send(prompt('Go'));
    const outside = await swap(fixture, 'dir');
    await writeFile(path.join(outside, 'a.txt'), 'one\nTWO\n');
    await writeFile(path.join(outside, 'new.txt'), 'new\n');
    const before = await listed(outside);
    const plan = await session.checkpoints.planUndo();
    assert.deepEqual(plan.files, []);
    assert.deepEqual(
      plan.lost.map(({ reason }) => reason),
      ['elsewhere', 'elsewhere'],
    );
    for (const { event } of await session.entries())
      if (event.type === 'action.requested')
        await assert.rejects(session.undo(event.action.id, { overwrite: true }), /leads to/);
    assert.deepEqual(await listed(outside), before);
  });

  it('is not restored there either where the swap comes after the plan', async () => {
    await using fixture = await startFixture({
      scenario: oneStep(edit('dir/a.txt', 'two', 'TWO')),
      files,
      approvals: 'auto',
    });
    await fixture.session.send(prompt('Go'));
    const plan = await fixture.session.checkpoints.planUndo();
    assert.equal(plan.files.length, 1);
    const outside = await swap(fixture, 'dir');
    await writeFile(path.join(outside, 'a.txt'), 'one\nTWO\n');
    await assert.rejects(
      fixture.session.checkpoints.rewind(plan, { overwrite: true, conversation: false }),
      /leads to/,
    );
    assert.equal((await listed(outside))['a.txt'], 'one\nTWO\n');
  });

  it('says nothing of what is there to the edits that wait', async () => {
    const scenario: Scenario = [{ toolCalls: [edit('dir/a.txt', 'two', 'TWO')] }, { content: 'Done.' }];
    await using fixture = await startFixture({ scenario, files });
    const { session } = fixture;
    const turn = session.send(prompt('Go'));
    await until(session, isPending);
    const outside = await swap(fixture, 'dir');
    await writeFile(path.join(outside, 'a.txt'), 'xyzzy\ntwo\n');
    await session.decide(pendingAction(session), { type: 'accepted' });
    assert(session.proposals().every(({ before, after }) => !`${before}${after}`.includes('xyzzy')));
    await session.decide(pendingAction(session), { type: 'rejected' });
    await turn;
    assert(!blockTypes(session).includes('error'));
  });
});
