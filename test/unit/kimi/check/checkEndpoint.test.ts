import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type CheckReport, checkEndpoint } from '../../../../src/kimi/check/checkEndpoint.ts';
import type { Finding, Probe, ProbeState } from '../../../../src/kimi/check/findings.ts';
import { type Endpoint, resolveEndpoint } from '../../../../src/kimi/endpoint/endpoints.ts';
import type { PresetId } from '../../../../src/kimi/endpoint/presets.ts';
import type { ChatRequest } from '../../../simulator/chatRequest.ts';
import * as errors from '../../../simulator/errors.ts';
import type { Completion, ScriptedReply } from '../../../simulator/scenario.ts';
import { startSimulator } from '../../../simulator/startSimulator.ts';

const KEY = 'sk-kept-secret-1234567890';
const NEVER = new AbortController().signal;

/** A preset whose requests go to `baseUrl`; balance is asked for where a test is about it. */
/** A preset at a public address by its own words, whose requests go to `baseUrl`. */
function endpointAt(baseUrl: string, preset: PresetId, { balance = false } = {}): Endpoint {
  const resolved = resolveEndpoint({ endpoint: preset, baseUrl: 'https://kimi.example.com/v1', model: '' });
  assert('baseUrl' in resolved);
  const { balance: currency, ...endpoint } = { ...resolved, baseUrl };
  return balance && currency ? { ...endpoint, balance: currency } : endpoint;
}

async function check(endpoint: Endpoint, key: string | undefined = undefined): Promise<CheckReport> {
  return await checkEndpoint({ endpoint, key, signal: NEVER, onProgress: () => {} });
}

/** What an endpoint answers that does all it should, as the check asks. */
function healthy(request: ChatRequest): Completion {
  const last = request.messages.at(-1);
  if (last?.role === 'tool') return { reasoning: 'Both are known.', content: 'It is sunny in both.' };
  if (request.tools) return { reasoning: 'Two calls.', toolCalls: [weather('Paris'), weather('Rome')] };
  const asked = JSON.stringify(last?.content);
  if (asked.includes('image_url')) return { reasoning: 'A square.', content: 'Red.' };
  if (asked.includes('video_url')) return { reasoning: 'A clip.', content: 'Blue.' };
  if (asked.includes('And the number')) return { reasoning: 'Next.', content: 'twenty-one' };
  return { reasoning: 'I count.', content: 'one, two, three, four, five, and so on' };
}

const weather = (city: string) => ({ name: 'get_weather', arguments: { city } });

/** The report on a server that answers as `reply` says. */
async function checkServer(
  reply: (request: ChatRequest) => ScriptedReply,
  preset: 'vllm' | 'sglang' | 'custom' = 'vllm',
): Promise<CheckReport> {
  await using simulator = await startSimulator({
    scenario: reply,
    dialect: preset === 'custom' ? 'moonshot' : preset,
  });
  return await check(endpointAt(simulator.url, preset));
}

const found = (report: CheckReport, probe: Probe): Finding | undefined =>
  report.results.find((result) => result.probe === probe)?.finding;

function states(report: CheckReport): Record<string, ProbeState> {
  return Object.fromEntries(report.results.map(({ probe, state }) => [probe, state]));
}

/** What is not as it should be: the finding, and the flags that are likely missing. */
function complaints(report: CheckReport): string[][] {
  return report.results
    .filter(({ state }) => state === 'warning' || state === 'fails')
    .map(({ probe, finding, flags }) => [
      probe,
      finding.type,
      ...flags.map(({ server, flags }) => `${server}: ${flags}`),
    ]);
}

async function listen(handler: RequestListener): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('the check of a healthy endpoint', () => {
  it('finds that everything works, with six requests that no strict server refuses', async () => {
    await using simulator = await startSimulator({ scenario: healthy, key: KEY });
    const report = await check(endpointAt(simulator.url, 'moonshot'), KEY);
    assert.deepEqual(simulator.violations(), []);
    const { balance, ...others } = states(report);
    assert.equal(balance, 'skipped');
    assert.deepEqual(new Set(Object.values(others)), new Set(['works']));
    assert.equal(simulator.requests.filter(({ body }) => body).length, 6);
    assert.deepEqual(found(report, 'usage'), { type: 'usageReported', places: ['choice', 'lastChunk'] });
    assert.deepEqual(found(report, 'reasoning'), {
      type: 'reasoned',
      field: 'reasoning_content',
      replayedAs: 'reasoning_content',
      order: 'first',
    });
    assert.deepEqual(found(report, 'contextWindow'), { type: 'contextWindow', tokens: 262_144, assumed: 262_144 });
    const cache = found(report, 'cache');
    assert(cache?.type === 'cached' && cache.cached > 256, JSON.stringify(cache));
    assert(report.speed && report.speed.firstTokenMs > 0 && !report.speed.estimated);
  });

  it('keeps the key out of the report, also where the server repeats it', async () => {
    await using server = await listen((_, response) => {
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message: `Incorrect API key provided: ${KEY}`, type: 'x' } }));
    });
    const report = await check(endpointAt(server.url, 'moonshot'), KEY);
    assert.equal(states(report).key, 'fails');
    assert(!JSON.stringify(report).includes(KEY));
  });

  it('works without a key, and sends none', async () => {
    await using simulator = await startSimulator({ scenario: healthy, dialect: 'sglang' });
    const report = await check(endpointAt(simulator.url, 'sglang'));
    assert.deepEqual(complaints(report), []);
    assert.deepEqual(found(report, 'key'), { type: 'skipped', reason: 'notNeeded' });
    assert.deepEqual(found(report, 'video'), { type: 'skipped', reason: 'notOffered' });
    assert(simulator.requests.every(({ headers }) => headers.authorization === undefined));
  });

  it('tells what it waits for, and can be stopped', async () => {
    await using simulator = await startSimulator({ scenario: [errors.rateLimited(50)] });
    const controller = new AbortController();
    const run = checkEndpoint({
      endpoint: endpointAt(simulator.url, 'custom'),
      key: undefined,
      signal: controller.signal,
      onProgress: (progress) => {
        if (progress.type === 'waiting' && progress.failure.code === 'rateLimited')
          controller.abort(new Error('stopped'));
      },
    });
    await assert.rejects(run, /stopped/);
  });
});

describe('the check of an endpoint that cannot be used', () => {
  /** Beside what the list of models tells, nothing but `probe` was found out. */
  const onlyFails = (report: CheckReport, probe: Probe) => {
    const others = report.results.filter(({ state }) => state !== 'skipped').map((result) => result.probe);
    assert.deepEqual(new Set([...others, 'models', 'contextWindow']), new Set([probe, 'models', 'contextWindow']));
    const finding = found(report, probe);
    assert(finding?.type === 'failed', JSON.stringify(finding));
    return finding.failure.code;
  };

  it('without a key asks nothing', async () => {
    await using simulator = await startSimulator({ scenario: healthy });
    const report = await check(endpointAt(simulator.url, 'moonshot'));
    assert.equal(onlyFails(report, 'key'), 'noKey');
    assert.equal(simulator.requests.length, 0);
  });

  it('of one’s own is tried without a key at any address, and says that it wants one', async () => {
    await using simulator = await startSimulator({ scenario: healthy, key: KEY });
    const report = await check(endpointAt(simulator.url, 'custom'));
    assert.equal(onlyFails(report, 'key'), 'noKey');
    assert.equal(simulator.requests.length, 1);
  });

  it('with a wrong key stops after one request', async () => {
    await using simulator = await startSimulator({ scenario: healthy, key: 'sk-another' });
    const report = await check(endpointAt(simulator.url, 'moonshot'), KEY);
    assert.equal(onlyFails(report, 'key'), 'invalidKey');
    assert.equal(simulator.requests.length, 1);
  });

  it('with a key that only the model refuses says so of the key', async () => {
    await using simulator = await startSimulator({ scenario: [errors.accessTerminated()] });
    const endpoint = { ...endpointAt(simulator.url, 'kimi-code'), model: 'kimi-k2.7-code' };
    const report = await check(endpoint, KEY);
    assert.equal(onlyFails(report, 'key'), 'planRestricted');
    assert.equal(states(report).models, 'works');
  });

  it('where nobody listens stops at once', async () => {
    const url = await (async () => {
      await using server = await listen(() => {});
      return server.url;
    })();
    const report = await check(endpointAt(url, 'vllm'));
    const models = found(report, 'models');
    assert.equal(models?.type === 'failed' && models.failure.code, 'network');
    assert.deepEqual(new Set(Object.values(states(report))), new Set(['fails', 'skipped']));
  });

  it('where something else answers says that the address is wrong', async () => {
    await using server = await listen((_, response) =>
      response.setHeader('content-type', 'text/html').end('<h1>Hi</h1>'),
    );
    const report = await check(endpointAt(server.url, 'vllm'));
    const stream = found(report, 'stream');
    assert.equal(stream?.type === 'failed' && stream.failure.code, 'badEndpoint');
    assert.equal(states(report).toolCall, 'skipped');
  });

  it('with an empty account shows the balance', async () => {
    await using server = await listen((request, response) => {
      const [status, body] = request.url?.endsWith('/models')
        ? [200, { data: [{ id: 'kimi-k2.7-code' }] }]
        : request.url?.endsWith('/users/me/balance')
          ? [200, { code: 0, data: { available_balance: -0.5, voucher_balance: 0, cash_balance: -0.5 }, status: true }]
          : [429, { error: errors.quotaExceeded().error }];
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    const report = await check(endpointAt(server.url, 'moonshot', { balance: true }), KEY);
    assert.deepEqual(found(report, 'balance'), { type: 'balance', balance: { available: -0.5, currency: 'USD' } });
    assert.equal(states(report).balance, 'fails');
    const stream = found(report, 'stream');
    assert.equal(stream?.type === 'failed' && stream.failure.code, 'noBalance');
    assert.equal(states(report).image, 'skipped');
  });

  it('with an unknown model shows those that there are, and how a server gets the name', async () => {
    await using simulator = await startSimulator({ scenario: healthy, dialect: 'vllm', models: ['kimi'] });
    const report = await check(endpointAt(simulator.url, 'vllm'));
    assert.deepEqual(found(report, 'models'), { type: 'modelNotListed', ids: ['kimi'] });
    const flag = 'vLLM: --served-model-name moonshotai/Kimi-K2.7-Code';
    assert.deepEqual(complaints(report), [
      ['models', 'modelNotListed', flag],
      ['stream', 'failed', flag],
    ]);
  });
});

describe('the check of a server that was started without', () => {
  /** Plain text in place of what a parser would have made of it. */
  const withoutTools = (request: ChatRequest, leak: string): Completion =>
    request.tools && request.messages.at(-1)?.role === 'user'
      ? { reasoning: 'Calls.', content: leak }
      : healthy(request);
  const marked = (city: string, index: number) =>
    `<|tool_call_begin|>functions.get_weather:${index}<|tool_call_argument_begin|>{"city":"${city}"}<|tool_call_end|>`;

  it('a reasoning parser', async () => {
    const report = await checkServer((request) => {
      const { reasoning = '', content = '', ...rest } = healthy(request);
      return { ...rest, reasoning: '', content: `${reasoning}</think>${content}` };
    });
    assert.deepEqual(complaints(report), [['reasoning', 'reasoningInContent', 'vLLM: --reasoning-parser kimi_k2']]);
  });

  it('any reasoning at all', async () => {
    const report = await checkServer((request) => {
      const { reasoning, ...rest } = healthy(request);
      return request.tools ? { ...rest, reasoning: '' } : rest;
    }, 'sglang');
    assert.deepEqual(complaints(report), [['reasoning', 'noReasoning', 'SGLang: --reasoning-parser kimi_k2']]);
  });

  it('a tool parser, whose calls are read out of the text', async () => {
    const leak = `<|tool_calls_section_begin|>${marked('Paris', 0)}${marked('Rome', 1)}<|tool_calls_section_end|>`;
    const report = await checkServer((request) => withoutTools(request, leak));
    assert.deepEqual(complaints(report), [
      ['toolCall', 'callsLeaked', 'vLLM: --enable-auto-tool-choice --tool-call-parser kimi_k2'],
    ]);
    assert.equal(states(report).toolReplay, 'works');
  });

  it('a tool parser, where calls cannot be read out of the text', async () => {
    const report = await checkServer(
      (request) => withoutTools(request, '<|tool_call_begin|>get_weather Paris'),
      'custom',
    );
    assert.deepEqual(complaints(report), [
      [
        'toolCall',
        'callMarkersInText',
        'vLLM: --enable-auto-tool-choice --tool-call-parser kimi_k2',
        'SGLang: --tool-call-parser kimi_k2',
      ],
    ]);
    assert.deepEqual(found(report, 'toolReplay'), { type: 'skipped', reason: 'noCallToReplay' });
  });

  it('automatic tool choice', async () => {
    const refusal = '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set';
    const report = await checkServer((request) => (request.tools ? errors.invalidRequest(refusal) : healthy(request)));
    assert.deepEqual(complaints(report), [
      ['toolCall', 'failed', 'vLLM: --enable-auto-tool-choice --tool-call-parser kimi_k2'],
    ]);
  });

  it('images', async () => {
    const refusal = errors.invalidRequest('At most 0 image(s) may be provided in one prompt.');
    const sees = (request: ChatRequest) => JSON.stringify(request.messages).includes('image_url');
    const report = await checkServer((request) => (sees(request) ? refusal : healthy(request)));
    const flags = `vLLM: --trust-remote-code --limit-mm-per-prompt '{"image": 16}'`;
    assert.deepEqual(complaints(report), [['image', 'failed', flags]]);
    const blind = await checkServer((request) => (sees(request) ? { content: 'I see no picture.' } : healthy(request)));
    assert.deepEqual(complaints(blind), [['image', 'mediaNotSeen', flags]]);
  });

  it('usage', async () => {
    const report = await checkServer((request) => ({ ...healthy(request), usageIn: 'none' }));
    assert.deepEqual(complaints(report), [
      ['usage', 'noUsage'],
      ['cache', 'cacheNotReported', 'vLLM: --enable-prompt-tokens-details'],
    ]);
    assert.equal(report.speed?.estimated, true);
  });

  it('a cache', async () => {
    const report = await checkServer((request) => ({ ...healthy(request), usage: { cached_tokens: 0 } }), 'sglang');
    assert.deepEqual(complaints(report), [['cache', 'notCached']]);
  });

  it('the whole context window', async () => {
    await using simulator = await startSimulator({
      scenario: healthy,
      dialect: 'sglang',
      contextWindow: 131_072,
    });
    const report = await check(endpointAt(simulator.url, 'sglang'));
    assert.deepEqual(complaints(report), [['contextWindow', 'contextWindow', 'SGLang: --context-length 262144']]);
  });

  it('parallel calls, a list of models, or order in its reasoning: none of it is a flag', async () => {
    const one = await checkServer((request) => {
      const reply = healthy(request);
      return reply.toolCalls ? { ...reply, toolCalls: [weather('Paris')] } : reply;
    });
    assert.deepEqual(complaints(one), [['parallelCalls', 'oneCall']]);

    const chunk = (delta: object) => JSON.stringify({ choices: [{ index: 0, delta, finish_reason: null }] });
    const mixed = await checkServer((request) =>
      request.messages.length === 2
        ? { raw: [chunk({ content: 'one, ' }), chunk({ reasoning: 'Two?' }), chunk({ content: 'two' })] }
        : healthy(request),
    );
    assert.deepEqual(complaints(mixed), [
      ['reasoning', 'reasoned'],
      ['usage', 'noUsage'],
    ]);

    await using simulator = await startSimulator({
      scenario: healthy,
      dialect: 'vllm',
    });
    await using front = await listen(async (request, response) => {
      if (request.method === 'GET') return response.writeHead(404).end();
      const body = await text(request);
      const answer = await fetch(`${simulator.url}/chat/completions`, { method: 'POST', body });
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
      return response.end(await answer.text());
    });
    assert.deepEqual(complaints(await check(endpointAt(front.url, 'vllm'))), [['models', 'noModelList']]);
  });
});
