import assert from 'node:assert/strict';
import { appendFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ChatSession } from '../../../src/session/chatSession.ts';
import { EMPTY_TRANSCRIPT, reduce } from '../../../src/shared/transcript/reduce.ts';
import { Gate } from '../../simulator/gate.ts';
import {
  blockOf,
  blockTypes,
  isPending,
  logOf,
  pendingAction,
  prompt,
  startFixture,
  until,
} from '../support/sessionFixture.ts';

const EDIT = {
  reasoning: 'Change it.',
  toolCalls: [{ name: 'edit_file', arguments: { path: 'a.txt', edits: [{ old_text: 'old', new_text: 'new' }] } }],
};

describe('a session on disk', () => {
  it('is nothing before the first prompt, and whole after it', async () => {
    await using fixture = await startFixture({ scenario: [{ reasoning: 'Hm.', content: 'Hello.' }] });
    const { session } = fixture;
    assert.deepEqual(await fixture.store.list(), []);
    await session.send(prompt('Hi there\nsecond line'));
    assert.deepEqual(
      (await fixture.store.list()).map(({ id, title }) => ({ id, title })),
      [{ id: session.id, title: 'Hi there' }],
    );
    const replayed = reduce(EMPTY_TRANSCRIPT, await logOf(fixture, session.id));
    assert.deepEqual(withoutIds(replayed.blocks), withoutIds(session.transcript.blocks));
  });

  it('goes on in another process with the same bytes', async () => {
    await using fixture = await startFixture({
      scenario: [
        { reasoning: 'Hm.', content: 'Hello.' },
        { reasoning: 'More.', content: 'Again.' },
      ],
    });
    await fixture.session.send(prompt('One'));
    await fixture.session.close();
    const reopened = await fixture.open(fixture.session.id);
    await reopened.send(prompt('Two'));
    assert.deepEqual(blockTypes(reopened), ['user', 'reasoning', 'content', 'user', 'reasoning', 'content']);
    const [first, second] = fixture.simulator.requests.map((request) => JSON.stringify(request.body?.messages));
    assert.ok(second?.startsWith((first ?? '?').slice(0, -1)));
  });

  it('is copied up to the end of its last turn, and the copy goes its own way', async () => {
    const notYet = new Gate();
    await using fixture = await startFixture({
      files: { 'a.txt': 'old' },
      approvals: 'auto',
      scenario: [
        EDIT,
        { reasoning: 'Done.', content: 'Changed.' },
        { reasoning: 'Still at it.', content: 'Never.', hold: { before: { content: 0 }, until: notYet } },
        { reasoning: 'Else.', content: 'Something else.' },
      ],
    });
    const { session, store } = fixture;
    assert.equal(await store.fork(session.id, 'Copy'), undefined, 'nothing is there yet');
    await session.send(prompt('One'));
    const sent = session.send(prompt('Two'));
    await notYet.reached;
    const copied = await store.fork(session.id, 'Copy');
    assert.ok(copied !== undefined);
    const copy = await fixture.open(copied);
    assert.equal(copy.transcript.title, 'Copy');
    assert.deepEqual(blockTypes(copy), blockTypes(session).slice(0, blockTypes(copy).length));
    assert.ok(!blockTypes(copy).includes('notice'), 'nothing was interrupted in it');
    const edit = blockOf(copy, 'edit');
    assert.ok(edit.action !== undefined);
    assert.equal(await copy.undo(edit.action), 'undone', 'what files held is copied too');
    assert.equal(await fixture.read('a.txt'), 'old');
    await copy.send(prompt('Three'));
    assert.ok(JSON.stringify(fixture.simulator.requests.at(-1)?.body?.messages).includes('Three'));
    notYet.open();
    await sent;
    assert.ok(!JSON.stringify(session.transcript).includes('Three'));
  });

  it('is renamed, listed and deleted', async () => {
    await using fixture = await startFixture({ scenario: [{ content: 'Hello.' }] });
    const { session, store } = fixture;
    await session.send(prompt('Hi'));
    await session.rename('My title');
    assert.equal((await store.list())[0]?.title, 'My title');
    await rm(path.join(fixture.storage, session.id, 'summary.json'));
    assert.equal((await store.list())[0]?.title, 'My title', 'the list is rebuilt from the log');
    await session.close();
    await store.delete(session.id);
    assert.deepEqual(await readdir(fixture.storage), []);
  });

  it('survives a last line that was cut off', async () => {
    await using fixture = await startFixture({ scenario: [{ content: 'One.' }, { content: 'Two.' }] });
    await fixture.session.send(prompt('Hi'));
    await fixture.session.close();
    const log = path.join(fixture.storage, fixture.session.id, 'log.jsonl');
    const whole = await readFile(log, 'utf8');
    await appendFile(log, '{"seq":99,"at":1,"event":{"type":"content.del');
    const reopened = await fixture.open(fixture.session.id);
    assert.deepEqual(blockTypes(reopened), ['user', 'content']);
    await reopened.send(prompt('More'));
    await reopened.close();
    assert.ok((await readFile(log, 'utf8')).startsWith(whole));
    const again = await fixture.open(fixture.session.id);
    assert.deepEqual(blockTypes(again), ['user', 'content', 'user', 'content']);
    assert.deepEqual(fixture.simulator.violations(), []);
  });

  it('of a newer version is read as far as it is known, and never written', async () => {
    await using fixture = await startFixture({ scenario: [{ content: 'One.' }] });
    await fixture.session.send(prompt('Hi'));
    await fixture.session.close();
    const log = path.join(fixture.storage, fixture.session.id, 'log.jsonl');
    const newer =
      `${await readFile(log, 'utf8')}{"seq":7,"at":1,"event":{"type":"session.dreamt","of":"sheep"}}\n`.replace(
        '"schema":1',
        '"schema":2',
      );
    await writeFile(log, newer);
    const reopened = await fixture.open(fixture.session.id);
    assert.deepEqual(blockTypes(reopened), ['user', 'content']);
    assert.deepEqual(reopened.readOnly, { type: 'newerVersion' });
    await assert.rejects(reopened.send(prompt('More')), /newer version/);
    await reopened.takeOver();
    assert.deepEqual(reopened.readOnly, { type: 'newerVersion' });
    assert.equal(await readFile(log, 'utf8'), newer);
  });
});

describe('a window that reloads', () => {
  it('in mid-answer shows what was there, and the turn can be resumed', async () => {
    const gate = new Gate();
    await using fixture = await startFixture({
      scenario: [
        { reasoning: 'Thinking it over', content: 'One two three', hold: { before: { content: 2 }, until: gate } },
        { reasoning: 'Anew.', content: 'All of it.' },
      ],
    });
    const { session, simulator } = fixture;
    const turn = session.send(prompt('Go'));
    await until(session, ({ blocks }) =>
      blocks.some((block) => block.type === 'content' && block.text.includes('two')),
    );
    const shown = withoutIds(session.transcript.blocks.slice(0, 2));
    await session.close();
    await turn;

    const reopened = await fixture.open(session.id);
    assert.deepEqual(withoutIds(reopened.transcript.blocks.slice(0, 2)), shown);
    assert.equal(reopened.transcript.activity.type, 'interrupted');
    await reopened.resume();
    assert.deepEqual(blockTypes(reopened), ['user', 'reasoning', 'content']);
    assert.equal(blockOf(reopened, 'content').text, 'All of it.');
    assert.deepEqual(simulator.violations(), []);
  });

  it('in mid-answer takes a new prompt instead of resuming', async () => {
    const gate = new Gate();
    await using fixture = await startFixture({
      scenario: [
        { reasoning: 'Thinking it over', hold: { before: { reasoning: 2 }, until: gate } },
        { content: 'Fine.' },
      ],
    });
    const { session, simulator } = fixture;
    const turn = session.send(prompt('Go'));
    await until(session, ({ blocks }) => blocks.some((block) => block.type === 'reasoning'));
    await session.close();
    await turn;
    const reopened = await fixture.open(session.id);
    await reopened.send(prompt('Something else'));
    assert.deepEqual(simulator.violations(), []);
    assert.equal(blockOf(reopened, 'content').text, 'Fine.');
  });

  it('while a diff waits keeps the proposal with what the person typed into it', async () => {
    await using fixture = await startFixture({
      files: { 'a.txt': 'old\n' },
      scenario: [EDIT, { content: 'Done.' }],
    });
    const { session } = fixture;
    const turn = session.send(prompt('Edit'));
    await until(session, isPending);
    await session.updateProposal(pendingAction(session), 'new and mine\n');
    await session.close();
    await turn;

    const reopened = await fixture.open(session.id);
    await until(reopened, isPending);
    assert.equal(reopened.transcript.blocks.filter((block) => block.type === 'edit').length, 1);
    assert.equal(reopened.proposals()[0]?.after, 'new and mine\n');
    await reopened.decide(pendingAction(reopened), { type: 'accepted' });
    await until(reopened, ({ activity }) => activity.type === 'idle');
    assert.equal(await fixture.read('a.txt'), 'new and mine\n');
    assert.equal(blockOf(reopened, 'content').text, 'Done.');
    assert.deepEqual(fixture.simulator.violations(), []);
  });

  it('while a command waits for consent asks the same question', async () => {
    await using fixture = await startFixture({
      scenario: [
        { reasoning: 'Run.', toolCalls: [{ name: 'run_command', arguments: { command: 'echo hi' } }] },
        { content: 'Ran.' },
      ],
    });
    const { session } = fixture;
    const turn = session.send(prompt('Run'));
    await until(session, isPending);
    await session.close();
    await turn;
    const reopened = await fixture.open(session.id);
    await until(reopened, isPending);
    await reopened.decide(pendingAction(reopened), { type: 'accepted' });
    await until(reopened, ({ activity }) => activity.type === 'idle');
    assert.equal(blockOf(reopened, 'command').printed, 'hi\n');
  });

  it('while a command ran does not run it again', async () => {
    await using fixture = await startFixture({
      scenario: [
        {
          reasoning: 'Run.',
          toolCalls: [{ name: 'run_command', arguments: { command: 'echo ran >> ran.txt; echo up; sleep 600' } }],
        },
        { content: 'Noted.' },
      ],
    });
    const { session, simulator } = fixture;
    const turn = session.send(prompt('Run'));
    await until(session, isPending);
    await session.decide(pendingAction(session), { type: 'accepted' });
    await until(session, ({ blocks }) => blocks.some((block) => block.type === 'command' && block.printed !== ''));
    await session.close();
    await turn;
    const reopened = await fixture.open(session.id);
    assert.equal(reopened.transcript.activity.type, 'interrupted');
    await reopened.resume();
    assert.equal(await fixture.read('ran.txt'), 'ran\n');
    assert.match(String(simulator.requests[1]?.body?.messages.at(-1)?.content), /closed while this call ran/);
  });
});

describe('a session in two windows', () => {
  it('of the same workspace passes to the newer one, which keeps it', async () => {
    await using fixture = await startFixture({
      scenario: [{ content: 'One.' }, { content: 'Two.' }, { content: 'Three.' }],
    });
    const { session } = fixture;
    await session.send(prompt('One'));
    const newer = await fixture.open(session.id);
    assert.equal(newer.readOnly, undefined, 'a reloaded window takes its session back at once');
    await assert.rejects(session.rename('Written by the older one'), /another window/);
    assert.deepEqual(session.readOnly, { type: 'otherWindow' });
    await newer.send(prompt('Two'));
    assert.equal(newer.readOnly, undefined);
    assert.deepEqual(blockTypes(newer), ['user', 'content', 'user', 'content']);
  });

  it('is written by one, read along by the other, and can be taken over', async () => {
    const gate = new Gate();
    await using fixture = await startFixture({
      scenario: [
        { content: 'First.' },
        { content: 'Second one', hold: { before: { content: 1 }, until: gate } },
        { content: 'Third.' },
      ],
    });
    const { session } = fixture;
    await session.send(prompt('One'));
    const other = await fixture.open(session.id, 'other window');
    assert.deepEqual(other.readOnly, { type: 'otherWindow' });
    await assert.rejects(other.send(prompt('Two')), /another window/);

    const turn = session.send(prompt('Two'));
    await until(other, ({ blocks }) => blocks.some((block) => block.type === 'content' && block.text === 'Second '));
    const lost = resetOf(session);
    await other.takeOver();
    assert.equal(other.readOnly, undefined);
    gate.open();
    await lost;
    assert.deepEqual(session.readOnly, { type: 'otherWindow' });
    await turn;
    await other.send(prompt('Three'));
    assert.deepEqual(fixture.simulator.violations(), []);
  });
});

function resetOf(session: ChatSession): Promise<void> {
  return new Promise((resolve) => {
    const end = session.onReset(() => {
      end();
      resolve();
    });
  });
}

/** Blocks but for what merging of deltas on disk changes: the sequence number in an id, and so nothing that is seen. */
function withoutIds(blocks: readonly object[]): object[] {
  return blocks.map((block) => ({ ...block, id: '', endedAt: undefined, streaming: undefined }));
}
