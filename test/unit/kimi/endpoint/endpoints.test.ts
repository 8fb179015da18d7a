import assert from 'node:assert/strict';
import type { Message, ModelRequest } from '../../../../src/agent/contracts/model.ts';
import { needsKey, resolveEndpoint } from '../../../../src/kimi/endpoint/endpoints.ts';
import { PRESETS, type PresetId } from '../../../../src/kimi/endpoint/presets.ts';
import { createKimiModel } from '../../../../src/kimi/kimiModel.ts';
import { startSimulator } from '../../../simulator/startSimulator.ts';

describe('resolveEndpoint', () => {
  const rows: [baseUrl: string, endpoint: string, problem: string | undefined][] = [
    ['https://api.example.com/v1', 'custom', undefined],
    ['https://api.example.com/v1/', 'custom', undefined],
    ['http://127.0.0.1:8000/v1', 'vllm', undefined],
    ['http://localhost:8000/v1', 'sglang', undefined],
    ['http://[::1]:8000/v1', 'custom', undefined],
    ['http://192.168.1.4:8000/v1', 'custom', undefined],
    ['http://gpu-box:8000/v1', 'vllm', undefined],
    ['http://GPU-Box.Local./v1', 'vllm', undefined],
    ['http://8.8.8.8:8000/v1', 'custom', 'plainHttp'],
    ['http://api.example.com/v1', 'custom', 'plainHttp'],
    ['http://gpu.local.example.com/v1', 'custom', 'plainHttp'],
    ['http://user@gpu-box:8000/v1', 'custom', 'badBaseUrl'],
    ['http://10.0.0.5@evil.example/v1', 'custom', 'badBaseUrl'],
    ['http://[fe80::1%25eth0]:8000/v1', 'custom', 'badBaseUrl'],
    ['http://127.0.0.1.evil.example/v1', 'custom', 'plainHttp'],
    ['http://localhost.evil.example/v1', 'custom', 'plainHttp'],
    ['https://user:pass@api.example.com/v1', 'custom', 'badBaseUrl'],
    ['https://:pass@api.example.com/v1', 'custom', 'badBaseUrl'],
    ['https://user@api.example.com/v1', 'custom', 'badBaseUrl'],
    ['file:///etc/passwd', 'custom', 'badBaseUrl'],
    ['nonsense', 'custom', 'badBaseUrl'],
    ['', 'custom', 'noBaseUrl'],
    ['', 'vllm', 'noBaseUrl'],
    ['', 'nowhere', 'unknownPreset'],
    ['', 'toString', 'unknownPreset'],
  ];
  for (const [baseUrl, endpoint, problem] of rows) {
    it(`${endpoint} at "${baseUrl}": ${problem ?? 'good'}`, () => {
      const resolved = resolveEndpoint({ endpoint, baseUrl, model: '' });
      assert.equal('problem' in resolved ? resolved.problem : undefined, problem);
    });
  }

  it('keeps a preset at its own address, whatever the base URL says', () => {
    const resolved = resolveEndpoint({ endpoint: 'moonshot', baseUrl: 'https://evil.example/v1', model: '' });
    assert.equal('origin' in resolved && resolved.origin, 'https://api.moonshot.ai');
  });

  it('wants a key first where a service hands them out, and at no other address', () => {
    const wanting = (Object.keys(PRESETS) as PresetId[]).filter((endpoint) => {
      const resolved = resolveEndpoint({ endpoint, baseUrl: 'https://kimi.example.com/v1', model: '' });
      return 'origin' in resolved && needsKey(resolved);
    });
    assert.deepEqual(wanting, ['moonshot', 'moonshot-cn', 'kimi-code', 'aigateway', 'empiriolabs']);
  });

  it('takes the first model of the preset unless another is set', () => {
    const model = (id: string) => {
      const resolved = resolveEndpoint({ endpoint: 'empiriolabs', baseUrl: '', model: id });
      return 'model' in resolved ? resolved.model : undefined;
    };
    assert.deepEqual([model(''), model(' other ')], ['kimi-k2-7-code', 'other']);
  });

  it('offers no model that Moonshot has closed to new keys', () => {
    const offered = (Object.keys(PRESETS) as PresetId[]).filter((id) =>
      PRESETS[id].models.some((name) => /k2\.5/i.test(name)),
    );
    assert.deepEqual(offered, ['vllm', 'sglang']);
  });
});

describe('a request', () => {
  const messages: Message[] = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Go' },
    {
      role: 'assistant',
      content: '',
      reasoning: { field: 'reasoning', text: 'Hm.' },
      toolCalls: [{ id: 'f:0', name: 'ask', arguments: '{}' }],
    },
    { role: 'tool', callId: 'f:0', content: '' },
  ];
  const request: ModelRequest = {
    sessionId: 'session-1',
    messages,
    tools: [{ name: 'ask', description: 'Asks.', parameters: { type: 'object', properties: {} } }],
  };

  /** The body that a preset sends, captured by the simulator in its place; undefined where it was refused. */
  async function bodyOf(preset: PresetId): Promise<Record<string, unknown>> {
    const model = PRESETS[preset].models[0] ?? '';
    const dialect = preset === 'moonshot-cn' || preset === 'custom' ? 'moonshot' : preset;
    await using simulator = await startSimulator({
      scenario: [{ content: 'Hi', reasoningField: 'reasoning' }, { content: 'Done' }],
      dialect,
    });
    const endpoint = resolveEndpoint({ endpoint: preset, baseUrl: simulator.url, model });
    assert('baseUrl' in endpoint);
    const readBlob = () => Promise.reject(new Error('no blobs'));
    const kimi = createKimiModel({ endpoint: { ...endpoint, baseUrl: simulator.url }, key: 'sk-key', readBlob });
    // The first reply speaks of `reasoning`, so that the simulator takes either field from then on.
    await kimi.stream({ ...request, messages: messages.slice(0, 2) }, () => {}, new AbortController().signal);
    await kimi.stream(request, () => {}, new AbortController().signal);
    assert.deepEqual(simulator.violations(), []);
    return JSON.parse(simulator.requests[1]?.raw ?? '{}') as Record<string, unknown>;
  }

  it('never sends what the model fixes or forbids', async () => {
    for (const preset of Object.keys(PRESETS) as PresetId[]) {
      const body = await bodyOf(preset);
      const known = ['model', 'messages', 'tools', 'stream', 'stream_options'];
      const extra = Object.keys(body).filter((name) => !known.includes(name));
      const allowed = ['max_tokens', 'max_completion_tokens', 'prompt_cache_key', 'chat_template_kwargs'];
      assert.deepEqual(
        extra.filter((name) => !allowed.includes(name)),
        [],
        preset,
      );
      assert.deepEqual(body.stream_options, { include_usage: true });
    }
  });

  it('speaks each endpoint’s dialect', async () => {
    const replayed = (body: Record<string, unknown>) => {
      const { content, tool_calls: calls, role, ...rest } = (body.messages as Record<string, unknown>[])[2] ?? {};
      assert.deepEqual([content, role, (calls as unknown[]).length], [undefined, 'assistant', 1]);
      return rest;
    };
    const moonshot = await bodyOf('moonshot');
    assert.equal(moonshot.prompt_cache_key, 'session-1');
    assert.deepEqual(replayed(moonshot), { reasoning_content: 'Hm.' });
    assert.deepEqual(replayed(await bodyOf('vllm')), { reasoning: 'Hm.' });
    assert.deepEqual(replayed(await bodyOf('custom')), { reasoning: 'Hm.' });
    const sglang = await bodyOf('sglang');
    assert.deepEqual(replayed(sglang), { reasoning_content: 'Hm.' });
    assert.deepEqual(sglang.chat_template_kwargs, { thinking: true, preserve_thinking: true });
    assert.equal((await bodyOf('aigateway')).max_tokens, 16_384);
    assert.equal((await bodyOf('empiriolabs')).max_tokens, 32_768);
  });
});
