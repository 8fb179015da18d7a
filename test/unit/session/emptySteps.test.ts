import assert from 'node:assert/strict';
import type { FailureCode } from '../../../src/agent/events/events.ts';
import type { ScriptedReply } from '../../simulator/scenario.ts';
import { blockOf, prompt, startFixture } from '../support/sessionFixture.ts';

const chunk = (delta: object, finish: string | null = null) =>
  JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] });
const namelessCall = {
  raw: [chunk({ tool_calls: [{ index: 0, id: 'x', function: { arguments: '{}' } }] }), chunk({}, 'tool_calls')],
};
const filtered = { reasoning: 'Hm.', finishReason: 'content_filter' as const };

const rows: [name: string, reply: ScriptedReply, ends: FailureCode, requests: number][] = [
  ['the content filter stopped', filtered, 'contentFilter', 1],
  ['the content filter stopped amid its words', { ...filtered, content: 'It goes' }, 'contentFilter', 1],
  ['calls a tool without a name', namelessCall, 'emptyReply', 3],
  ['its length stopped', { reasoning: 'Hm.', finishReason: 'length' }, 'truncatedReasoning', 1],
];

describe('a reply that', () => {
  for (const [name, reply, ends, requests] of rows) {
    it(`${name} ends the turn, and is not asked for again without end`, async () => {
      const endless = Array.from({ length: 20 }, () => reply);
      await using fixture = await startFixture({ scenario: endless, steps: 10 });
      const { session, simulator } = fixture;
      session.onEntries((entries) => {
        if (entries.some(({ event }) => event.type === 'step.waiting')) queueMicrotask(() => session.retryNow());
      });
      await session.send(prompt('Go'));
      assert.equal(blockOf(session, 'error').failure.code, ends);
      assert.equal(simulator.requests.length, requests);
      assert.deepEqual(simulator.violations(), []);
      // Trying again is once more the same.
      await session.resume();
      assert.equal(simulator.requests.length, 2 * requests);
      assert.deepEqual(simulator.violations(), []);
    });
  }
});
