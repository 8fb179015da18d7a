import assert from 'node:assert/strict';
import type { Completion } from '../../../../simulator/scenario.ts';
import {
  blockOf,
  isPending,
  pendingAction,
  prompt,
  type SessionFixture,
  startFixture,
  until,
} from '../../../support/sessionFixture.ts';

const propose: Completion = { toolCalls: [{ name: 'propose_plan', arguments: { plan: '1. Write `a.txt`' } }] };
const write: Completion = { toolCalls: [{ name: 'write_file', arguments: { path: 'a.txt', content: 'x\n' } }] };
const done: Completion = { content: 'Done.' };

function messages({ simulator }: SessionFixture) {
  return simulator.requests.at(-1)?.body?.messages ?? [];
}

describe('plan mode', () => {
  it('ends with a plan, and goes on in the same turn once it is approved', async () => {
    await using fixture = await startFixture({ scenario: [write, propose, write, done, done], approvals: 'plan' });
    const { session } = fixture;
    const turn = session.send(prompt('Go'));
    await until(session, isPending);
    await assert.rejects(fixture.read('a.txt'));
    assert.match(String(messages(fixture)[1]?.content), /^\(Plan mode: .*propose_plan.*\)\n\nGo$/s);
    const block = blockOf(session, 'question');
    assert.deepEqual([block.plan, block.question], [true, '1. Write `a.txt`']);
    // Neither an answer nor a consent approves it.
    await session.answer(pendingAction(session), 'approved');
    await session.decide(pendingAction(session), { type: 'accepted' });
    assert(isPending(session.transcript));
    fixture.setApprovals('autoEdits');
    await session.approvePlan(pendingAction(session), 'autoEdits');
    await turn;
    assert.equal(await fixture.read('a.txt'), 'x\n');
    assert.equal(blockOf(session, 'question').approved, 'autoEdits');
    const results = messages(fixture).filter(({ role }) => role === 'tool');
    assert.match(
      String(results[1]?.content),
      /^The person approved the plan: plan mode is over\. Edits in the workspace are applied at once/,
    );
    await session.send(prompt('More'));
    assert.equal(messages(fixture).at(-1)?.content, 'More');
  });

  it('goes on planning with what the person says', async () => {
    await using fixture = await startFixture({ scenario: [propose, propose, done], approvals: 'plan' });
    const { session } = fixture;
    const turn = session.send(prompt('Go'));
    await until(session, isPending);
    const first = pendingAction(session);
    await session.decide(first, { type: 'rejected', feedback: 'Also the tests' });
    await until(session, (transcript) => isPending(transcript) && pendingAction(session) !== first);
    assert.match(String(messages(fixture).at(-1)?.content), /not approved, and plan mode goes on: .*Also the tests/);
    assert.equal(blockOf(session, 'question').feedback, 'Also the tests');
    session.stop();
    await turn;
    assert(!isPending(session.transcript));
  });

  it('waits on after a reload, and says when the mode is over', async () => {
    await using fixture = await startFixture({ scenario: [propose, done, done], approvals: 'plan' });
    const turn = fixture.session.send(prompt('Go'));
    await until(fixture.session, isPending);
    await fixture.session.close();
    await turn;
    const again = await fixture.open(fixture.session.id);
    assert.equal(again.transcript.blocks.filter(({ type }) => type === 'question').length, 1);
    await again.decide(pendingAction(again), { type: 'rejected' });
    await until(again, ({ activity }) => activity.type === 'idle');
    await again.rests();
    fixture.setApprovals('ask');
    await again.send(prompt('Now do it'));
    assert.equal(messages(fixture).at(-1)?.content, '(Plan mode is over.)\n\nNow do it');
    // The beginning of each request stays the same.
    const [before, after] = fixture.simulator.requests.slice(-2).map(({ body }) => body?.messages ?? []);
    assert.deepEqual(after?.slice(0, before?.length), before);
  });
});
