import assert from 'node:assert/strict';
import { access, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ChatSession } from '../../../src/session/chatSession.ts';
import type { RestorePlan } from '../../../src/session/checkpoints/checkpoints.ts';
import { EMPTY_TRANSCRIPT, reduce } from '../../../src/shared/transcript/reduce.ts';
import type { ScriptedToolCall } from '../../simulator/scenario.ts';
import {
  blockOf,
  blockTypes,
  isPending,
  logOf,
  prompt,
  type SessionFixture,
  startFixture,
  until,
} from '../support/sessionFixture.ts';

/** Two turns: the first changes a.txt, the second changes it again, makes b.txt and deletes c.txt. */
async function twoTurns(more: Parameters<typeof startFixture>[0]['scenario'] = []): Promise<SessionFixture> {
  const further = Array.isArray(more) ? more : [];
  const fixture = await startFixture({
    approvals: 'autoEdits',
    files: { 'a.txt': 'one\n', 'c.txt': Buffer.from([0xff, 0xfe, 0x41, 0x00]) },
    scenario: [
      { reasoning: 'First.', toolCalls: [edit('a.txt', 'one', 'two')] },
      { content: 'First done.' },
      {
        reasoning: 'Second.',
        toolCalls: [
          edit('a.txt', 'two', 'three'),
          { name: 'write_file', arguments: { path: 'b.txt', content: 'new\n' } },
          { name: 'delete_file', arguments: { path: 'c.txt' } },
        ],
      },
      { content: 'Second done.' },
      ...further,
    ],
  });
  await fixture.session.send(prompt('First prompt'));
  await fixture.session.send(prompt('Second prompt'));
  return fixture;
}

function edit(file: string, old_text: string, new_text: string): ScriptedToolCall {
  return { name: 'edit_file', arguments: { path: file, edits: [{ old_text, new_text }] } };
}

async function exists(fixture: SessionFixture, file: string): Promise<boolean> {
  return await access(path.join(fixture.folder, file)).then(
    () => true,
    () => false,
  );
}

function pathsOf(plan: RestorePlan): string[] {
  return plan.files.map(({ path }) => path);
}

async function undoTurn(session: ChatSession, overwrite = false) {
  return await session.checkpoints.rewind(await session.checkpoints.planUndo(), { overwrite, conversation: false });
}

describe('going back', () => {
  it('undoes the newest turn, to the byte, and redoes it', async () => {
    await using fixture = await twoTurns();
    const { session } = fixture;
    await undoTurn(session);
    assert.equal(await fixture.read('a.txt'), 'two\n');
    assert.equal(await exists(fixture, 'b.txt'), false);
    assert.equal(await fixture.read('c.txt'), Buffer.from([0xff, 0xfe, 0x41, 0x00]).toString());
    assert.deepEqual(await session.checkpoints.planUndo(), {
      turn: 2,
      files: [],
      lost: [],
      cutOff: false,
      unlisted: 0,
    });

    const redo = await session.checkpoints.planRedo();
    assert(redo);
    await session.checkpoints.redo(redo, false);
    assert.equal(await fixture.read('a.txt'), 'three\n');
    assert.equal(await fixture.read('b.txt'), 'new\n');
    assert.equal(await exists(fixture, 'c.txt'), false);
    assert.equal(await session.checkpoints.planRedo(), undefined);
  });

  it('tells what a turn changed, and marks what was undone', async () => {
    await using fixture = await twoTurns();
    const { session } = fixture;
    const changes = () => session.transcript.blocks.filter((block) => block.type === 'changes');
    assert.deepEqual(
      changes().map(({ turn, files }) => [turn, files.map((file) => `${file.change} ${file.path}`).sort()]),
      [
        [1, ['edited a.txt']],
        [2, ['created b.txt', 'deleted c.txt', 'edited a.txt']],
      ],
    );
    const a = changes()[1]?.files.find((file) => file.path === 'a.txt');
    assert.deepEqual([a?.added, a?.removed], [1, 1]);
    await undoTurn(session);
    assert.deepEqual(
      changes().map(({ files }) => files.every((file) => file.undone)),
      [false, true],
    );
    const states = session.transcript.blocks.map((block) => (block.type === 'edit' ? block.state : ''));
    assert.deepEqual(states.filter(Boolean), ['accepted', 'undone', 'undone', 'undone']);
  });

  it('restores files to before any message', async () => {
    await using fixture = await twoTurns();
    const { checkpoints } = fixture.session;
    const plan = await checkpoints.planRewind(1);
    assert.deepEqual(pathsOf(plan).sort(), ['a.txt', 'b.txt', 'c.txt']);
    assert.equal(await fixture.read('a.txt'), 'three\n', 'a plan changes nothing');
    await checkpoints.rewind(plan, { overwrite: false, conversation: false });
    assert.equal(await fixture.read('a.txt'), 'one\n');
    assert.equal(fixture.session.transcript.blocks.filter((block) => block.type === 'user').length, 2);
    assert.deepEqual(pathsOf(await checkpoints.planUndo()), [], 'the newest turn is undone with it');
  });

  it('takes later messages out of what the person sees and the model reads, also after a reload', async () => {
    await using fixture = await twoTurns([{ content: 'Third done.' }]);
    const { session } = fixture;
    const plan = await session.checkpoints.planRewind(2);
    await session.checkpoints.rewind(plan, { overwrite: false, conversation: true });
    assert.deepEqual(blockTypes(session), ['user', 'reasoning', 'edit', 'content', 'changes']);
    await session.close();
    const reopened = await fixture.open(session.id);
    assert.deepEqual(blockTypes(reopened), blockTypes(session));
    await reopened.send(prompt('Another second prompt'));
    const sent = JSON.stringify(fixture.simulator.requests.at(-1)?.body?.messages);
    assert.match(sent, /First done/);
    assert.match(sent, /Another second prompt/);
    assert.doesNotMatch(sent, /"Second prompt|Second done|undid|were changed/);
    assert.equal(await fixture.read('a.txt'), 'two\n');
  });

  it('brings the conversation back with a redo, until the next prompt', async () => {
    await using fixture = await twoTurns([{ content: 'Third done.' }, { content: 'Fourth done.' }]);
    const { session } = fixture;
    const before = session.transcript.blocks;
    const { checkpoints } = session;
    await checkpoints.rewind(await checkpoints.planRewind(1), { overwrite: false, conversation: true });
    assert.deepEqual(session.transcript.blocks, []);
    const redo = await checkpoints.planRedo();
    assert(redo);
    await checkpoints.redo(redo, false);
    assert.deepEqual(session.transcript.blocks, before);
    await session.send(prompt('Third prompt'));
    const sent = JSON.stringify(fixture.simulator.requests.at(-1)?.body?.messages);
    assert.match(sent, /Second done/);
    await checkpoints.rewind(await checkpoints.planRewind(3), { overwrite: false, conversation: true });
    await session.send(prompt('Fourth prompt'));
    assert.equal(await checkpoints.planRedo(), undefined);
    assert.deepEqual(session.transcript.rewindings, []);
  });

  it('tells the model what the person undid, and what stays when only the conversation goes back', async () => {
    await using fixture = await twoTurns([{ content: 'Third done.' }, { content: 'Fourth done.' }]);
    const { session } = fixture;
    await session.checkpoints.rewind(await session.checkpoints.planUndo('b.txt'), {
      overwrite: false,
      conversation: false,
    });
    await session.send(prompt('Third prompt'));
    const last = () => JSON.stringify(fixture.simulator.requests.at(-1)?.body?.messages.at(-1));
    assert.match(last(), /The person undid your changes of b\.txt\.\)/);
    const plan = { turn: 1, files: [], lost: [], cutOff: false, unlisted: 0 };
    await session.checkpoints.rewind(plan, { overwrite: false, conversation: true });
    await session.send(prompt('Fourth prompt'));
    assert.match(last(), /these files were changed, and stay so: a\.txt, c\.txt\.\)/);
  });

  it('leaves what the person changed since alone, unless told otherwise, and redoes that too', async () => {
    await using fixture = await twoTurns();
    const { session } = fixture;
    await fixture.write('a.txt', 'mine\n');
    const plan = await session.checkpoints.planUndo();
    assert.deepEqual(
      plan.files.filter(({ changed }) => changed).map(({ path }) => path),
      ['a.txt'],
    );
    assert.deepEqual((await undoTurn(session)).left, ['a.txt']);
    assert.equal(await fixture.read('a.txt'), 'mine\n');
    assert.equal(await exists(fixture, 'b.txt'), false);

    assert.deepEqual((await undoTurn(session, true)).files, ['a.txt']);
    assert.equal(await fixture.read('a.txt'), 'two\n');
    const redo = await session.checkpoints.planRedo();
    assert(redo);
    await session.checkpoints.redo(redo, false);
    assert.equal(await fixture.read('a.txt'), 'mine\n');
  });

  it('counts what the person did between two turns as theirs', async () => {
    await using fixture = await twoTurns([{ toolCalls: [edit('a.txt', 'mine', 'ours')] }, { content: 'Third done.' }]);
    await fixture.write('a.txt', 'mine\n');
    await fixture.session.send(prompt('Third prompt'));
    assert.equal(await fixture.read('a.txt'), 'ours\n');
    const { checkpoints } = fixture.session;
    assert.deepEqual(
      (await checkpoints.planRewind(3)).files.map(({ changed }) => changed),
      [false],
    );
    const changed = (await checkpoints.planRewind(2)).files.filter((file) => file.changed);
    assert.deepEqual(
      changed.map(({ path }) => path),
      ['a.txt'],
    );
  });

  it('does nothing to a file that changed after the plan was made', async () => {
    await using fixture = await twoTurns();
    const { checkpoints } = fixture.session;
    const plan = await checkpoints.planUndo();
    await fixture.write('a.txt', 'this moment\n');
    const restored = await checkpoints.rewind(plan, { overwrite: true, conversation: false });
    assert.deepEqual(restored.left, ['a.txt']);
    assert.equal(await fixture.read('a.txt'), 'this moment\n');
  });

  it('undoes one file of a turn', async () => {
    await using fixture = await twoTurns();
    const { checkpoints } = fixture.session;
    await checkpoints.rewind(await checkpoints.planUndo('b.txt'), { overwrite: false, conversation: false });
    assert.equal(await exists(fixture, 'b.txt'), false);
    assert.equal(await fixture.read('a.txt'), 'three\n');
    assert.deepEqual(pathsOf(await checkpoints.planUndo()).sort(), ['a.txt', 'c.txt']);
  });

  it('undoes the turn that is the newest once the conversation went back', async () => {
    await using fixture = await twoTurns();
    const { checkpoints } = fixture.session;
    await checkpoints.rewind(await checkpoints.planRewind(2), { overwrite: false, conversation: true });
    const plan = await checkpoints.planUndo();
    assert.deepEqual([plan.turn, pathsOf(plan)], [1, ['a.txt']]);
    await checkpoints.rewind(plan, { overwrite: false, conversation: false });
    assert.equal(await fixture.read('a.txt'), 'one\n');
    for (const text of ['two\n', 'three\n']) {
      const redo = await checkpoints.planRedo();
      assert(redo);
      await checkpoints.redo(redo, false);
      assert.equal(await fixture.read('a.txt'), text);
    }
    assert.equal((await checkpoints.planUndo()).turn, 2);
  });

  it('says which bytes are no longer kept', async () => {
    await using fixture = await twoTurns();
    const { session } = fixture;
    const change = session.checkpoints.changesOf(2).find(({ path }) => path === 'c.txt');
    assert(typeof change?.before === 'string');
    await rm(path.join(fixture.storage, session.id, 'blobs', change.before));
    assert.deepEqual((await session.checkpoints.planUndo()).lost, [{ path: 'c.txt', reason: 'pruned' }]);
  });

  it('waits for the turn to end', async () => {
    await using fixture = await startFixture({
      files: { 'a.txt': 'one\n' },
      scenario: [{ toolCalls: [edit('a.txt', 'one', 'two')] }],
    });
    const { session } = fixture;
    const running = session.send(prompt('Go'));
    await until(session, isPending);
    const plan = { turn: 1, files: [], lost: [], cutOff: false, unlisted: 0 };
    await assert.rejects(session.checkpoints.rewind(plan, { overwrite: false, conversation: true }), /turn is running/);
    session.stop();
    await running;
  });

  it('is in the log, from which all of it follows again', async () => {
    await using fixture = await twoTurns();
    const { session } = fixture;
    await undoTurn(session);
    await session.checkpoints.rewind(await session.checkpoints.planRewind(1), { overwrite: false, conversation: true });
    await session.close();
    const replayed = reduce(EMPTY_TRANSCRIPT, await logOf(fixture, session.id));
    assert.deepEqual(replayed.blocks, session.transcript.blocks);
    const reopened = await fixture.open(session.id);
    for (let left = 2; left > 0; left--) {
      const redo = await reopened.checkpoints.planRedo();
      assert(redo);
      await reopened.checkpoints.redo(redo, false);
    }
    assert.equal(await fixture.read('a.txt'), 'three\n');
    assert.equal(blockOf(reopened, 'changes').turn, 1);
    await writeFile(path.join(fixture.folder, 'a.txt'), 'one\n');
  });
});
