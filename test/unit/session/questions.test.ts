import assert from 'node:assert/strict';
import type { ChatSession } from '../../../src/session/chatSession.ts';
import type { SessionFixture } from '../support/sessionFixture.ts';
import {
  blockOf,
  blockTypes,
  isPending,
  pendingAction,
  prompt,
  startFixture,
  until,
} from '../support/sessionFixture.ts';

const QUESTION = {
  reasoning: 'Which?',
  toolCalls: [{ name: 'ask_user', arguments: { question: 'Which database?', choices: ['SQLite', 'Postgres'] } }],
};
const SCENARIO = [QUESTION, { content: 'Good.' }];

describe("a question of the model's", () => {
  it('waits for the answer, which the model reads', async () => {
    await using fixture = await startFixture({ scenario: SCENARIO });
    const { session } = fixture;
    const turn = session.send(prompt('Go'));
    await until(session, isPending);
    const { question, choices, several, state } = blockOf(session, 'question');
    assert.deepEqual(
      { question, choices, several, state },
      { question: 'Which database?', choices: ['SQLite', 'Postgres'], several: false, state: 'pending' },
    );
    // A consent is no answer.
    await session.decide(pendingAction(session), { type: 'accepted' });
    assert(isPending(session.transcript));
    await session.answer(pendingAction(session), 'SQLite, in memory');
    await turn;
    assert.equal(blockOf(session, 'question').state, 'answered');
    assert.equal(blockOf(session, 'question').answer, 'SQLite, in memory');
    assert.equal(lastResult(fixture), 'The person answered: SQLite, in memory');
  });

  it('can be skipped, and ends with the turn', async () => {
    await using fixture = await startFixture({ scenario: [...SCENARIO, QUESTION] });
    const { session } = fixture;
    const turn = session.send(prompt('Go'));
    await until(session, isPending);
    await session.decide(pendingAction(session), { type: 'rejected' });
    await turn;
    assert.equal(blockOf(session, 'question').state, 'skipped');
    assert.match(lastResult(fixture), /^No answer: the person refused/);

    const stopped = session.send(prompt('Again'));
    await until(session, isPending);
    session.stop();
    await stopped;
    assert.equal(isPending(session.transcript), false);
    assert.equal(session.transcript.blocks.findLast(({ type }) => type === 'question')?.type, 'question');
  });

  it('is still open after a reload, once', async () => {
    await using fixture = await startFixture({ scenario: SCENARIO });
    const { session } = fixture;
    const turn = session.send(prompt('Go'));
    await until(session, isPending);
    await session.close();
    await turn;

    const reopened = await fixture.open(session.id);
    assert.equal(reopened.transcript.activity.type, 'working');
    assert.equal(reopened.transcript.blocks.filter(({ type }) => type === 'question').length, 1);
    await reopened.answer(pendingAction(reopened), 'Postgres');
    await rested(reopened);
    assert.equal(blockOf(reopened, 'question').answer, 'Postgres');
    assert.equal(lastResult(fixture), 'The person answered: Postgres');
  });

  it('is no answer to an action that wants consent', async () => {
    await using fixture = await startFixture({
      scenario: [{ toolCalls: [{ name: 'run_command', arguments: { command: 'echo no' } }] }, { content: 'Hm.' }],
    });
    const { session } = fixture;
    const turn = session.send(prompt('Go'));
    await until(session, isPending);
    await session.answer(pendingAction(session), 'yes');
    assert(isPending(session.transcript));
    await session.decide(pendingAction(session), { type: 'rejected' });
    await turn;
  });
});

describe('the plan', () => {
  const plan = (...states: string[]) => ({
    name: 'todo',
    arguments: { items: states.map((state, index) => ({ text: `Item ${index + 1}`, state })) },
  });

  it('is one block of a turn, in its newest state, where it was told last', async () => {
    await using fixture = await startFixture({
      files: { 'a.txt': 'x\n' },
      scenario: [
        { toolCalls: [plan('active', 'open')] },
        { toolCalls: [{ name: 'read_file', arguments: { path: 'a.txt' } }, plan('done', 'active')] },
        { content: 'Half.' },
        { toolCalls: [plan('done')] },
        { content: 'Done.' },
      ],
    });
    const { session } = fixture;
    await session.send(prompt('Go'));
    assert.deepEqual(blockTypes(session), ['user', 'tool', 'plan', 'content']);
    assert.deepEqual(
      blockOf(session, 'plan').items.map(({ state }) => state),
      ['done', 'active'],
    );
    await session.send(prompt('On'));
    assert.deepEqual(blockTypes(session), ['user', 'tool', 'plan', 'content', 'user', 'plan', 'content']);
    await session.close();
    const reopened = await fixture.open(session.id);
    assert.deepEqual(
      reopened.transcript.blocks.map(({ type }) => type),
      blockTypes(session),
    );
  });

  it('of a step that is made again is the one that it ends with', async () => {
    await using fixture = await startFixture({
      scenario: [
        { toolCalls: [plan('active')] },
        { toolCalls: [{ name: 'todo', arguments: { items: [] } }] },
        { content: 'Ok.' },
      ],
    });
    await fixture.session.send(prompt('Go'));
    assert.deepEqual(blockTypes(fixture.session), ['user', 'plan', 'tool', 'content']);
    assert.equal(blockOf(fixture.session, 'tool').state, 'failed');
  });
});

/** The newest result of a tool that the model was sent. */
function lastResult({ simulator }: SessionFixture): string {
  const messages = simulator.requests.at(-1)?.body?.messages ?? [];
  const result = messages.findLast(({ role }) => role === 'tool');
  return String(result?.content);
}

async function rested(session: ChatSession): Promise<void> {
  await until(session, ({ activity }) => activity.type === 'idle');
}
