import assert from 'node:assert/strict';
import type { ChatSession } from '../../../../src/session/chatSession.ts';
import type { ChatMessage } from '../../../simulator/chatRequest.ts';
import { Gate } from '../../../simulator/gate.ts';
import type { Completion } from '../../../simulator/scenario.ts';
import { prompt, type SessionFixture, startFixture, until } from '../../support/sessionFixture.ts';
import { withoutMarks } from '../../support/withoutMarks.ts';

const look: Completion = { reasoning: 'Look.', toolCalls: [{ name: 'list_files', arguments: {} }] };
const held = (until: Gate, reply: Completion): Completion => ({ ...reply, hold: { before: { reasoning: 1 }, until } });
const waiting = (session: ChatSession) => session.transcript.queue.map(({ prompt: { text } }) => text);
const prompts = (session: ChatSession) =>
  session.transcript.blocks.filter((block) => block.type === 'user').map(({ text }) => text);
/** The last messages of a request, by role and text. */
const messages = ({ simulator }: SessionFixture, request: number, count: number) =>
  simulator.requests[request]?.body?.messages.slice(-count).map(({ role, content }: ChatMessage) => [role, content]);

describe('a prompt that is written while a turn runs', () => {
  it('waits for the turn, and begins the next one', async () => {
    const gate = new Gate();
    await using fixture = await startFixture({
      scenario: [held(gate, { ...look }), { content: 'One.' }, { content: 'Two.' }, { content: 'Three.' }],
    });
    const { session } = fixture;
    const turn = session.send(prompt('First'));
    await gate.reached;
    await session.waiting.add(prompt('Second'), false);
    await session.waiting.add(prompt('Third'), false);
    assert.deepEqual(waiting(session), ['Second', 'Third']);
    gate.open();
    await turn;
    await until(session, () => session.transcript.turns === 3 && session.transcript.activity.type === 'idle');
    assert.deepEqual(prompts(session), ['First', 'Second', 'Third']);
    assert.deepEqual(waiting(session), []);
    assert.deepEqual(fixture.simulator.violations(), []);
  });

  it('is told to the running turn after the results of its calls, where it steers', async () => {
    const gate = new Gate();
    await using fixture = await startFixture({
      files: { 'a.txt': '' },
      scenario: [held(gate, look), { content: 'In French, then.' }],
    });
    const { session } = fixture;
    const turn = session.send(prompt('List them'));
    await gate.reached;
    await session.waiting.add(prompt('In French'), true);
    gate.open();
    await turn;
    const read = (messages(fixture, 1, 2) ?? []).map((message) => [message?.[0], withoutMarks(String(message?.[1]))]);
    assert.deepEqual(read, [
      ['tool', 'a.txt'],
      ['user', 'In French'],
    ]);
    assert.equal(session.transcript.turns, 1);
    assert.deepEqual(waiting(session), []);
    const steering = session.transcript.blocks.find((block) => block.type === 'user' && block.steers);
    assert.ok(steering);
    assert.deepEqual(fixture.simulator.violations(), []);

    // It is a part of its turn: going back to before the turn takes it along.
    const again = await fixture.open(session.id, 'window');
    assert.deepEqual(prompts(again), ['List them', 'In French']);
  });

  it('keeps a turn going that was about to end', async () => {
    const gate = new Gate();
    await using fixture = await startFixture({
      scenario: [{ content: 'Done.', hold: { before: { content: 1 }, until: gate } }, { content: 'More.' }],
    });
    const { session } = fixture;
    const turn = session.send(prompt('Do it'));
    await gate.reached;
    await session.waiting.add(prompt('And more'), true);
    gate.open();
    await turn;
    assert.deepEqual(messages(fixture, 1, 2), [
      ['assistant', 'Done.'],
      ['user', 'And more'],
    ]);
    assert.deepEqual(fixture.simulator.violations(), []);
  });

  it('stays, as one that waits, when the turn is stopped or fails, also when the session is opened again', async () => {
    const gate = new Gate();
    await using fixture = await startFixture({
      scenario: [held(gate, { content: 'Never said.' }), { content: 'Sent later.' }, { content: 'And this.' }],
    });
    const { session } = fixture;
    const turn = session.send(prompt('First'));
    await gate.reached;
    await session.waiting.add(prompt('Second'), true);
    await session.waiting.add(prompt('Third'), false);
    session.stop();
    await turn;
    assert.deepEqual(waiting(session), ['Second', 'Third']);
    assert.ok(session.transcript.queue.every(({ steers }) => !steers));
    await session.close();

    const again = await fixture.open(session.id);
    assert.deepEqual(waiting(again), ['Second', 'Third']);
    const [, third] = again.transcript.queue;
    await again.waiting.hasten(third?.id ?? '');
    await until(again, () => again.transcript.turns === 3 && again.transcript.activity.type === 'idle');
    assert.deepEqual(prompts(again), ['First', 'Third', 'Second']);
    assert.deepEqual(waiting(again), []);
    gate.open();
  });

  it('is taken back, or hastened, while it waits', async () => {
    const gate = new Gate();
    await using fixture = await startFixture({ scenario: [held(gate, look), { content: 'Yes.' }] });
    const { session } = fixture;
    const turn = session.send(prompt('First'));
    await gate.reached;
    await session.waiting.add(prompt('Second'), false);
    await session.waiting.add(prompt('Third'), false);
    const [second, third] = session.transcript.queue.map(({ id }) => id);
    assert.equal(session.waiting.take(second ?? '')?.text, 'Second');
    assert.equal(session.waiting.take(second ?? ''), undefined);
    await session.waiting.hasten(third ?? '');
    gate.open();
    await turn;
    assert.deepEqual(prompts(session), ['First', 'Third']);
    assert.equal(session.transcript.turns, 1);
  });
});
