import assert from 'node:assert/strict';
import type { Usage } from '../../../src/agent/events/events.ts';
import { resolveEndpoint } from '../../../src/kimi/endpoint/endpoints.ts';
import { createKimiModel } from '../../../src/kimi/kimiModel.ts';
import { startSimulator } from '../../simulator/startSimulator.ts';

/** What one step of a preset sends, in the simulator's place, and what it tells of its usage. */
async function ask(preset: 'empiriolabs' | 'moonshot', webSearch: boolean) {
  await using simulator = await startSimulator({ scenario: [{ content: 'Found.' }], dialect: preset });
  const endpoint = resolveEndpoint({ endpoint: preset, baseUrl: simulator.url, model: '' });
  assert('baseUrl' in endpoint);
  const kimi = createKimiModel({
    endpoint: { ...endpoint, baseUrl: simulator.url },
    key: 'sk-key',
    readBlob: () => Promise.reject(new Error('no blobs')),
    webSearch,
  });
  let told: Usage | undefined;
  await kimi.stream(
    { sessionId: 's', messages: [{ role: 'user', content: 'Hi' }], tools: [] },
    (event) => {
      if (event.type === 'finished') told = event.usage;
    },
    new AbortController().signal,
  );
  assert.deepEqual(simulator.violations(), []);
  return { body: JSON.parse(simulator.requests[0]?.raw ?? '{}') as Record<string, unknown>, usage: told };
}

describe('web search', () => {
  it('is asked for where the provider has it and the person wants it, and counted', async () => {
    const { body, usage } = await ask('empiriolabs', true);
    assert.equal(body.tool_web_search, true);
    assert.equal(usage?.builtinCalls, 1);
  });

  it('is not asked for otherwise', async () => {
    assert(!('tool_web_search' in (await ask('empiriolabs', false)).body));
    assert(!('tool_web_search' in (await ask('moonshot', true)).body));
  });
});
