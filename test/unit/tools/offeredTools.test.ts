import assert from 'node:assert/strict';
import * as z from 'zod';
import type { Tool } from '../../../src/agent/contracts/tool.ts';
import { OfferedTools } from '../../../src/tools/offeredTools.ts';

/** A tool that is offered as `answer` says, and how often it was asked. */
function asked(answer?: () => Promise<boolean>) {
  const calls = { count: 0 };
  const tool: Tool = {
    name: 'sample',
    kind: 'read',
    description: '',
    schema: z.object({}),
    run: async () => ({ output: '', display: { type: 'error', message: '' } }),
    ...(answer && {
      offered: () => {
        calls.count += 1;
        return answer();
      },
    }),
  };
  return { calls, tool };
}

function offersOf(tool: Tool) {
  const clock = { now: 0 };
  const offers = new OfferedTools([tool], () => clock.now);
  const offered = async () => await offers.tools[0]?.offered?.();
  return { clock, offers, offered };
}

describe('OfferedTools', () => {
  it('asks a tool while a prompt is being written, and not again when it is sent', async () => {
    const answer = Promise.withResolvers<boolean>();
    const { calls, tool } = asked(() => answer.promise);
    const { offers, offered } = offersOf(tool);
    const prepared = offers.prepare();
    assert.equal(calls.count, 1);
    const sent = offered();
    answer.resolve(true);
    assert.equal(await sent, true);
    await prepared;
    assert.equal(await offered(), true);
    assert.equal(calls.count, 1);
  });

  it('remembers a no as well', async () => {
    const { calls, tool } = asked(async () => false);
    const { offers, offered } = offersOf(tool);
    await offers.prepare();
    assert.equal(await offered(), false);
    assert.equal(calls.count, 1);
  });

  it('asks again where the answer is old, and where something changed', async () => {
    const answers = [false, true, false];
    const { tool } = asked(async () => answers.shift() ?? assert.fail('asked too often'));
    const { clock, offers, offered } = offersOf(tool);
    assert.equal(await offered(), false);
    clock.now = 59_999;
    assert.equal(await offered(), false);
    clock.now = 60_000;
    assert.equal(await offered(), true);
    offers.forget();
    assert.equal(await offered(), false);
  });

  it('asks again after a failure, which is told to whoever asked', async () => {
    const answers = [() => Promise.reject(new Error('busy')), () => Promise.resolve(true)];
    const { tool } = asked(async () => (answers.shift() ?? assert.fail('asked too often'))());
    const { offers, offered } = offersOf(tool);
    await assert.rejects(offers.prepare(), /busy/);
    assert.equal(await offered(), true);
  });

  it('offers a tool that has no question', async () => {
    const { tool } = asked();
    assert.equal(await offersOf(tool).offered(), true);
  });
});
