import assert from 'node:assert/strict';
import { chmod, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ChatSession } from '../../../src/session/chatSession.ts';
import { Gate } from '../../simulator/gate.ts';
import {
  isPending,
  logOf,
  pendingAction,
  prompt,
  type SessionFixture,
  startFixture,
  until,
} from '../support/sessionFixture.ts';

const EDIT = {
  toolCalls: [{ name: 'edit_file', arguments: { path: 'a.txt', edits: [{ old_text: 'old', new_text: 'new' }] } }],
};

describe('a window whose session another one takes', () => {
  it('notices at once, though it writes nothing, and reads along', async () => {
    await using fixture = await startFixture({ scenario: [{ content: 'One.' }, { content: 'Two.' }] });
    const { session } = fixture;
    await session.send(prompt('One'));
    const noticed = resetOf(session);
    const other = await takenOver(fixture);
    await noticed;
    assert.deepEqual(session.readOnly, { type: 'otherWindow' });
    await other.send(prompt('Two'));
    await until(session, ({ turns }) => turns === 2);
  });

  it('refuses a prompt that is sent in the same moment, and keeps it out of the log', async () => {
    await using fixture = await startFixture({ scenario: [{ content: 'One.' }, { content: 'Two.' }] });
    const { session, simulator } = fixture;
    await session.send(prompt('One'));
    for (const text of ['First try', 'Second try']) {
      await fixture.store.open(session.id, { claim: 'force', onLost: () => {} });
      await assert.rejects(session.send(prompt(text)), { code: 'otherWindow' });
      await session.takeOver();
    }
    const prompts = (await logOf(fixture, session.id)).filter(({ event }) => event.type === 'turn.started');
    assert.equal(prompts.length, 1);
    assert.equal(simulator.requests.length, 1);
    await session.send(prompt('Two'));
    assert.deepEqual(simulator.violations(), []);
  });

  it('refuses a prompt that was to wait for the turn, which ends here', async () => {
    const never = new Gate();
    await using fixture = await startFixture({
      scenario: [{ content: 'One two', hold: { before: { content: 1 }, until: never } }, { content: 'Two.' }],
    });
    const { session } = fixture;
    const turn = session.send(prompt('One'));
    await never.reached;
    const other = await takenOver(fixture);
    await assert.rejects(session.waiting.add(prompt('And then'), false), { code: 'otherWindow' });
    await turn;
    assert.equal(other.transcript.activity.type, 'interrupted');
    assert.deepEqual(other.transcript.queue, []);
  });

  it('writes no file that was accepted in the same moment', async () => {
    await using fixture = await startFixture({ files: { 'a.txt': 'old' }, scenario: [EDIT, { content: 'Done.' }] });
    const { session } = fixture;
    const turn = session.send(prompt('Edit'));
    await until(session, isPending);
    const action = pendingAction(session);
    const other = await takenOver(fixture);
    await session.decide(action, { type: 'accepted' }).catch(() => {});
    await turn;
    assert.equal(await fixture.read('a.txt'), 'old');
    await other.decide(action, { type: 'accepted' });
    await until(other, ({ activity }) => activity.type === 'idle');
    assert.equal(await fixture.read('a.txt'), 'new');
  });

  it('changes nothing while it reads: no title, no file, no decision', async () => {
    await using fixture = await startFixture({
      files: { 'a.txt': 'old' },
      approvals: 'auto',
      scenario: [EDIT, { content: 'Done.' }],
    });
    const { session } = fixture;
    await session.send(prompt('Edit'));
    const reader = await fixture.open(session.id, 'other window');
    const edit = reader.transcript.blocks.find((block) => block.type === 'edit');
    const action = edit?.type === 'edit' ? (edit.action ?? '') : '';
    const plan = await reader.checkpoints.planUndo();
    const before = await readFile(path.join(fixture.storage, session.id, 'log.jsonl'), 'utf8');
    await assert.rejects(reader.rename('Mine'), { code: 'otherWindow' });
    await assert.rejects(reader.undo(action), { code: 'otherWindow' });
    await assert.rejects(reader.decide(action, { type: 'accepted' }), { code: 'otherWindow' });
    await assert.rejects(reader.checkpoints.rewind(plan, { overwrite: true, conversation: false }), {
      code: 'otherWindow',
    });
    await assert.rejects(reader.resume(), { code: 'otherWindow' });
    assert.equal(await readFile(path.join(fixture.storage, session.id, 'log.jsonl'), 'utf8'), before);
    assert.equal(await fixture.read('a.txt'), 'new');
    assert.equal(reader.transcript.title, 'Edit');
  });

  it('is followed by one that opened it before anything was in its log', async () => {
    await using fixture = await startFixture({ scenario: [{ content: 'One.' }] });
    await fixture.store.create('begun');
    const log = path.join(fixture.storage, 'begun', 'log.jsonl');
    const writer = await fixture.open('begun');
    const reader = await fixture.open('begun', 'other window');
    assert.deepEqual(reader.readOnly, { type: 'otherWindow' });
    await writer.send(prompt('One'));
    assert.ok((await readFile(log)).length > 0);
    await until(reader, ({ activity, turns }) => turns === 1 && activity.type === 'idle');
  });

  it('does not have its session deleted by another window', async () => {
    await using fixture = await startFixture({ scenario: [{ content: 'One.' }] });
    await fixture.session.send(prompt('One'));
    const other = fixture.storeOf('other window');
    await assert.rejects(other.delete(fixture.session.id), { code: 'otherWindow' });
    await fixture.session.rename('Still here');
    await fixture.session.close();
    await other.delete(fixture.session.id);
    assert.deepEqual(await other.list(), []);
  });
});

describe('a session whose folder cannot be written', () => {
  it('opens for reading, and is written once it can be', async () => {
    await using fixture = await startFixture({ scenario: [{ content: 'One.' }, { content: 'Two.' }] });
    await fixture.session.send(prompt('One'));
    await fixture.session.close();
    const folder = path.join(fixture.storage, fixture.session.id);
    await chmod(path.dirname(fixture.storage), 0o755);
    await chmod(folder, 0o555);
    const session = await asOrdinaryUser(async () => {
      const opened = await fixture.open(fixture.session.id);
      assert.deepEqual(opened.readOnly, { type: 'unwritable', detail: 'EACCES: permission denied' });
      await assert.rejects(opened.send(prompt('Two')), { code: 'unwritable' });
      return opened;
    });
    assert.equal(session.transcript.blocks.length, 2);
    await chmod(folder, 0o755);
    await session.takeOver();
    assert.equal(session.readOnly, undefined);
    await session.send(prompt('Two'));
    assert.equal(session.transcript.blocks.length, 4);
  });
});

async function takenOver(fixture: SessionFixture): Promise<ChatSession> {
  const other = await fixture.open(fixture.session.id, 'other window');
  await other.takeOver();
  return other;
}

function resetOf(session: ChatSession): Promise<void> {
  return new Promise((resolve) => {
    const end = session.onReset(() => {
      end();
      resolve();
    });
  });
}

/** The administrator may write anywhere. */
async function asOrdinaryUser<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return await work();
  process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}
