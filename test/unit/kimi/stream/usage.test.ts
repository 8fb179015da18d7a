import assert from 'node:assert/strict';
import { PRESETS } from '../../../../src/kimi/endpoint/presets.ts';
import { completeUsage, readUsage } from '../../../../src/kimi/stream/usage.ts';
import { prompt, startFixture } from '../../support/sessionFixture.ts';

const nothing = { price: undefined, cachedHeader: null, sent: '', received: '' };
const usd = (amount: number | undefined) => (amount ?? Number.NaN).toFixed(6);

describe('usage', () => {
  it('is read from Moonshot’s and from the gateways’ fields', () => {
    assert.deepEqual(readUsage({ prompt_tokens: 9, completion_tokens: 4, cached_tokens: 5 }), {
      prompt: 9,
      completion: 4,
      cached: 5,
    });
    const empirio = {
      prompt_tokens: 9,
      completion_tokens: 4,
      prompt_tokens_details: { cached_tokens: 3 },
      completion_tokens_details: { reasoning_tokens: 2 },
      cost_usd: 0.017,
      tool_usage: { web_search: 1, note: 'none' },
    };
    assert.deepEqual(readUsage(empirio), {
      prompt: 9,
      completion: 4,
      cached: 3,
      reasoning: 2,
      cost: { usd: 0.017, by: 'provider' },
      builtinCalls: 1,
    });
  });

  it('has no amounts that cannot be', () => {
    for (const cost_usd of [-0.5, Number.NaN, Number.POSITIVE_INFINITY, 1e12]) {
      const { cost } = readUsage({ prompt_tokens: 1, completion_tokens: 1, cost_usd });
      assert.equal(cost, undefined);
    }
    const odd = { prompt_tokens: -9, completion_tokens: Number.NaN, cached_tokens: -4, tool_usage: { web_search: -1 } };
    assert.deepEqual(readUsage(odd), { prompt: 0, completion: 0 });
    const { price } = PRESETS.aigateway;
    for (const cachedHeader of ['-400', '1e9', 'NaN']) {
      const { cost } = completeUsage({ prompt: 500, completion: 300 }, { ...nothing, price, cachedHeader });
      assert.equal(usd(cost?.usd), usd(((500 * 0.95 + 300 * 4) / 1e6) * 1.05));
    }
    const { cost } = completeUsage({ prompt: 1, completion: 0, cached: 1e6 }, { ...nothing, price });
    assert.ok((cost?.usd ?? -1) >= 0);
  });

  it('is read as a number within reason where it is a text, and estimated where it cannot be', () => {
    const texts = { prompt_tokens: '100', completion_tokens: '5', cached_tokens: '40', cost_usd: '0.01' };
    const read = { prompt: 100, completion: 5, cached: 40, cost: { usd: 0.01, by: 'provider' as const } };
    assert.deepEqual(readUsage(texts), read);
    assert.deepEqual(readUsage({ input_tokens: 7, output_tokens: 2 }), { prompt: 7, completion: 2 });
    for (const odd of [1e308, -1, '1e308', '-1', 'many', '', null, true, [100], { tokens: 1 }, Number.NaN]) {
      const none = { prompt_tokens: odd, completion_tokens: odd, cached_tokens: odd, tool_usage: [odd], cost_usd: odd };
      const wire = { ...none, prompt_tokens_details: odd, completion_tokens_details: odd };
      assert.deepEqual(readUsage(wire), { prompt: 0, completion: 0 });
      const sent = { sent: 'x'.repeat(400), received: 'x'.repeat(40) };
      const usage = completeUsage(readUsage(wire), { ...nothing, ...sent });
      assert.deepEqual(usage, { prompt: 100, completion: 10, estimated: true });
    }
  });

  it('holds a limit of cost whatever a server says of it', async () => {
    const call = { reasoning: 'Look.', toolCalls: [{ name: 'list_files', arguments: {} }] };
    const usage = (value: unknown) => ({ prompt_tokens: value, completion_tokens: value }) as object;
    for (const value of [-1_000_000, 1e308, '-5', 'none']) {
      const price = { input: 1e6, cachedInput: 1e6, output: 1e6, fee: 0 };
      await using fixture = await startFixture({
        scenario: [{ ...call, usage: usage(value) }, { content: 'Never.' }],
        spendingLimit: 100,
        endpoint: { price },
      });
      await fixture.session.send(prompt('Go'));
      const error = fixture.session.transcript.blocks.at(-1);
      assert.equal(error?.type === 'error' && error.failure.code, 'spendingLimit');
      assert.ok((fixture.session.transcript.totalUsage.cost?.usd ?? -1) > 0);
    }
  });

  it('is priced as AIgateway’s worked example: 500 in and 300 out, with a fee of 5%', () => {
    const { price } = PRESETS.aigateway;
    const usage = completeUsage({ prompt: 500, completion: 300 }, { ...nothing, price });
    assert.equal(usd(usage.cost?.usd), usd(((500 * 0.95 + 300 * 4) / 1e6) * 1.05));
    const cached = completeUsage({ prompt: 500, completion: 300 }, { ...nothing, price, cachedHeader: '400' });
    assert.equal(cached.cached, 400);
    assert.equal(usd(cached.cost?.usd), usd(((100 * 0.95 + 400 * 0.475 + 300 * 4) / 1e6) * 1.05));
  });

  it('keeps the provider’s own figure, and estimates, marked so, where nothing came', () => {
    const own = completeUsage(
      { prompt: 1, completion: 1, cost: { usd: 3, by: 'provider' } },
      { ...nothing, price: PRESETS.moonshot.price },
    );
    assert.deepEqual(own.cost, { usd: 3, by: 'provider' });
    const guess = completeUsage(undefined, { ...nothing, sent: 'x'.repeat(400), received: '考'.repeat(10) });
    assert.deepEqual(guess, { prompt: 100, completion: 10, estimated: true });
  });

  it('pauses a session at its spending limit, and goes on for as much again', async () => {
    const call = { reasoning: 'Look.', toolCalls: [{ name: 'list_files', arguments: {} }] };
    const { price } = PRESETS.empiriolabs;
    assert(price);
    const dear = { ...call, usage: { prompt_tokens: 1_000_000, completion_tokens: 0 } };
    await using fixture = await startFixture({
      scenario: [dear, dear, { content: 'Done.' }],
      spendingLimit: 0.9,
      endpoint: { price },
    });
    const { session } = fixture;
    await session.send(prompt('Go'));
    const error = session.transcript.blocks.at(-1);
    assert.equal(error?.type === 'error' && error.failure.code, 'spendingLimit');
    assert.equal(fixture.simulator.requests.length, 1);
    await session.resume();
    assert.equal(fixture.simulator.requests.length, 2, 'as much again is one more step');
    await session.resume();
    assert.equal(session.transcript.blocks.at(-1)?.type, 'content');
    assert.equal(usd(session.transcript.totalUsage.cost?.usd), usd(session.transcript.turnUsage.cost?.usd));
  });
});
