import assert from 'node:assert/strict';
import { type Endpoint, resolveEndpoint } from '../../../../src/kimi/endpoint/endpoints.ts';
import type { PresetId } from '../../../../src/kimi/endpoint/presets.ts';
import { ContextWindowSizes } from '../../../../src/vscode/endpoint/contextWindowSizes.ts';
import { startSimulator } from '../../../simulator/startSimulator.ts';

describe('how many tokens an endpoint holds', () => {
  const keys = { find: async () => 'sk-key' };

  function endpointOf(preset: PresetId, baseUrl: string, model: string): Endpoint {
    const endpoint = resolveEndpoint({ endpoint: preset, baseUrl, model });
    assert('baseUrl' in endpoint);
    return { ...endpoint, baseUrl };
  }

  it('is what the list of models says, also where the address is known', async () => {
    await using simulator = await startSimulator({ scenario: [], dialect: 'kimi-code', contextWindow: 1_048_576 });
    let learned = 0;
    const windows = new ContextWindowSizes(keys, () => learned++);
    const endpoint = endpointOf('kimi-code', simulator.url, 'kimi-for-coding');
    assert.equal(windows.of(endpoint), 262_144, 'known of the preset');
    await windows.ask(endpoint);
    assert.equal(windows.of(endpoint), 1_048_576);
    await windows.ask(endpoint);
    assert.equal(learned, 1, 'asked once');
  });

  it('stays as it is known for a model that is not listed', async () => {
    await using simulator = await startSimulator({ scenario: [], contextWindow: 1000 });
    const windows = new ContextWindowSizes(keys, () => assert.fail('nothing was learned'));
    const endpoint = endpointOf('moonshot', simulator.url, 'kimi-none');
    await windows.ask(endpoint);
    assert.equal(windows.of(endpoint), 262_144);
  });
});
