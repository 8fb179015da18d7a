import assert from 'node:assert/strict';
import { resolveEndpoint } from '../../../../src/kimi/endpoint/endpoints.ts';
import { estimateMedia } from '../../../../src/kimi/media/estimateMedia.ts';
import { startSimulator } from '../../../simulator/startSimulator.ts';

describe('the cost of a medium', () => {
  const image = { type: 'image', mimeType: 'image/png', blob: 'b' } as const;
  const estimate = async (endpoint: 'moonshot' | 'aigateway', bytes: Uint8Array, dialect = endpoint) => {
    await using simulator = await startSimulator({ scenario: [], dialect });
    const resolved = resolveEndpoint({ endpoint, baseUrl: '', model: '' });
    assert('baseUrl' in resolved);
    const at = { ...resolved, baseUrl: simulator.url };
    const tokens = await estimateMedia(at, 'sk-key', image, bytes);
    return { ...tokens, requests: simulator.requests.length };
  };

  it('is told by the endpoint where it has an estimator', async () => {
    const { tokens, guessed, requests } = await estimate('moonshot', new Uint8Array(30_000));
    assert.deepEqual({ guessed, requests }, { guessed: false, requests: 1 });
    assert(tokens > 10_000, `${tokens} tokens`);
  });

  it('is guessed where there is none, where it fails, and where asking would be costly', async () => {
    const guess = { tokens: 2000, guessed: true };
    assert.deepEqual(await estimate('aigateway', new Uint8Array(30_000)), { ...guess, requests: 0 });
    assert.deepEqual(await estimate('moonshot', new Uint8Array(30_000), 'aigateway'), { ...guess, requests: 1 });
    assert.deepEqual(await estimate('moonshot', new Uint8Array(6_000_000)), { ...guess, requests: 0 });
  });
});
