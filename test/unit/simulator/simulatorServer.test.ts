import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Gate } from '../../simulator/gate.ts';
import { startSimulator } from '../../simulator/startSimulator.ts';
import { paddedPng } from '../support/pixelPng.ts';
import { chat, post, stream } from './simulatorClient.ts';

const keyRefusal = { error: { message: 'Invalid Authentication', type: 'invalid_authentication_error' } };
const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });

describe('a whole reply', () => {
  it('has the shape of the live service', async () => {
    await using simulator = await startSimulator({
      scenario: [
        {
          reasoning: 'Hm.',
          toolCalls: [{ name: 'ping', arguments: {} }],
          usage: { prompt_tokens: 100, completion_tokens: 20, cached_tokens: 60 },
        },
      ],
    });
    const { created, ...reply } = await (await post(simulator, chat())).json();
    assert.ok(Math.abs(created - Date.now() / 1000) < 5);
    const call = { index: 0, id: 'ping_0', type: 'function', function: { name: 'ping', arguments: '{}' } };
    assert.deepEqual(reply, {
      id: 'chatcmpl-0',
      object: 'chat.completion',
      model: 'kimi-k2.7-code',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: '', reasoning_content: 'Hm.', tool_calls: [call] },
          finish_reason: 'tool_calls',
        },
      ],
      usage: {
        prompt_tokens: 100,
        completion_tokens: 20,
        total_tokens: 120,
        cached_tokens: 60,
        prompt_tokens_details: { cached_tokens: 60 },
        completion_tokens_details: { reasoning_tokens: 0 },
      },
    });
  });

  it('is cut when the scenario says so', async () => {
    await using simulator = await startSimulator({ scenario: [{ content: 'a', cutAfter: 0 }] });
    await assert.rejects(post(simulator, chat()));
    assert.equal(simulator.requests[0]?.aborted, false);
  });
});

describe('the scenario', () => {
  it('answers in order, from values and functions, and knows its end', async () => {
    await using simulator = await startSimulator({
      scenario: [
        { content: 'first' },
        async (request, index) => ({ content: `${index}: ${request.messages[0]?.content}` }),
      ],
    });
    const contents = [];
    for (let index = 0; index < 2; index += 1) {
      const reply = await (await post(simulator, chat())).json();
      contents.push(reply.choices[0].message.content);
    }
    assert.deepEqual(contents, ['first', '1: Hi']);
    const response = await post(simulator, chat());
    const message = 'The scenario is exhausted: it has no reply 2';
    assert.equal(response.status, 500);
    assert.deepEqual(await response.json(), { error: { message, type: 'server_error' } });
    assert.deepEqual(simulator.violations(), [message]);
  });

  it('is not used up by what is refused', async () => {
    await using simulator = await startSimulator({ scenario: [{ content: 'first' }] });
    assert.equal((await post(simulator, chat({ n: 2 }))).status, 400);
    assert.equal((await post(simulator, chat())).status, 200);
  });

  it('tells what it threw', async () => {
    await using simulator = await startSimulator({
      scenario: () => {
        throw new Error('unexpected request');
      },
    });
    assert.equal((await post(simulator, chat())).status, 500);
    assert.deepEqual(simulator.violations(), ['The scenario threw at reply 0: unexpected request']);
  });
});

describe('keys, models and paths', () => {
  it('takes any key when none is set', async () => {
    await using simulator = await startSimulator({ scenario: () => ({ content: 'a' }) });
    assert.equal((await post(simulator, chat())).status, 200);
    assert.equal((await post(simulator, chat(), bearer('sk-any'))).status, 200);
    assert.deepEqual(
      simulator.requests.map((request) => request.headers.authorization),
      [undefined, 'Bearer sk-any'],
    );
  });

  it('takes only the key that is set', async () => {
    await using simulator = await startSimulator({ scenario: () => ({ content: 'a' }), key: 'sk-right' });
    assert.equal((await post(simulator, chat(), bearer('sk-right'))).status, 200);
    assert.equal((await fetch(`${simulator.url}/models`, bearer('sk-right'))).status, 200);
    for (const init of [{}, bearer('sk-wrong'), { headers: { authorization: 'sk-right' } }]) {
      for (const response of [await post(simulator, chat(), init), await fetch(`${simulator.url}/models`, init)]) {
        assert.equal(response.status, 401);
        assert.deepEqual(await response.json(), keyRefusal);
      }
    }
    assert.deepEqual(simulator.violations(), []);
  });

  it('lists the models it serves, and no other is found', async () => {
    await using simulator = await startSimulator({
      scenario: () => ({ content: 'a' }),
      models: ['kimi-for-coding'],
      contextWindow: 1000,
    });
    const { data, object } = await (await fetch(`${simulator.url}/models`)).json();
    const [{ created, ...model }, ...others] = data;
    assert.equal(object, 'list');
    assert.equal(typeof created, 'number');
    assert.deepEqual(others, []);
    assert.deepEqual(model, {
      id: 'kimi-for-coding',
      object: 'model',
      owned_by: 'moonshot',
      context_length: 1000,
      supports_image_in: true,
      supports_video_in: true,
      supports_reasoning: true,
    });
    assert.equal((await post(simulator, chat({ model: 'kimi-for-coding' }))).status, 200);
    const response = await post(simulator, chat());
    assert.equal(response.status, 404);
    assert.deepEqual(await response.json(), {
      error: {
        message: 'Not found the model kimi-k2.7-code or Permission denied',
        type: 'resource_not_found_error',
      },
    });
  });

  it('serves Moonshot’s models unless told otherwise', async () => {
    await using simulator = await startSimulator({ scenario: [] });
    const { data } = await (await fetch(`${simulator.url}/models`)).json();
    assert.deepEqual(
      data.map((model: { id: string }) => model.id),
      ['kimi-k2.7-code', 'kimi-k2.7-code-highspeed', 'kimi-k2.6', 'kimi-k2.5'],
    );
  });

  it('knows no other path or method', async () => {
    await using simulator = await startSimulator({ scenario: [] });
    for (const [method, path] of [
      ['GET', '/chat/completions'],
      ['POST', '/models'],
      ['PUT', '/files'],
    ]) {
      const response = await fetch(simulator.url + path, { method: String(method) });
      assert.equal(response.status, 404);
      const message = `Not found: ${method} /v1${path}`;
      assert.deepEqual(await response.json(), { error: { message, type: 'resource_not_found_error' } });
    }
  });

  it('listens on loopback, on the given port', async () => {
    const first = await startSimulator({ scenario: [] });
    await first.close();
    const port = Number(new URL(first.url).port);
    await using second = await startSimulator({ scenario: [], port });
    assert.equal(second.url, `http://127.0.0.1:${port}/v1`);
    await assert.rejects(startSimulator({ scenario: [], port }), { code: 'EADDRINUSE' });
  });
});

describe('the context window', () => {
  const prompt = { content: 'a'.repeat(4000), role: 'user' };

  it('holds the prompt and what may be written', async () => {
    await using simulator = await startSimulator({ scenario: () => ({ content: 'a' }), contextWindow: 2000 });
    assert.equal((await post(simulator, chat({ messages: [prompt], max_tokens: 900 }))).status, 200);
    const response = await post(simulator, chat({ messages: [prompt, prompt] }));
    assert.equal(response.status, 400);
    assert.deepEqual(await response.json(), {
      error: {
        message: 'Invalid request: Your request exceeded model token limit: 2000 (requested: 2015)',
        type: 'invalid_request_error',
      },
    });
    assert.equal((await post(simulator, chat({ messages: [prompt], max_tokens: 1000 }))).status, 400);
    const both = chat({ messages: [prompt], max_tokens: 1000, max_completion_tokens: 900 });
    assert.equal((await post(simulator, both)).status, 200);
    assert.deepEqual(simulator.violations(), []);
  });

  it('counts media by the piece, not by its bytes', async () => {
    await using simulator = await startSimulator({ scenario: () => ({ content: 'a' }), contextWindow: 2100 });
    const url = `data:image/png;base64,${paddedPng(1_000_000).toString('base64')}`;
    const image = { role: 'user', content: [{ type: 'image_url', image_url: { url } }] };
    const reply = await (await post(simulator, chat({ messages: [image] }))).json();
    assert.ok(Math.abs(reply.usage.prompt_tokens - 2000) < 50, String(reply.usage.prompt_tokens));
    assert.equal((await post(simulator, chat({ messages: [image, image] }))).status, 400);
  });
});

describe('the cache', () => {
  const system = { role: 'system', content: 'You are Kimi.' };
  const user = (content: string) => ({ role: 'user', content });
  const tools = [{ type: 'function', function: { name: 'read', parameters: { type: 'object', properties: {} } } }];
  const usages = async (...bodies: object[]) => {
    await using simulator = await startSimulator({ scenario: () => ({ content: 'a' }) });
    const all = [];
    for (const body of bodies) all.push((await (await post(simulator, chat(body))).json()).usage);
    return all;
  };

  it('holds the whole previous prompt when messages are only appended', async () => {
    const [first, second] = await usages(
      { tools, messages: [system, user('one, two, three')] },
      { tools, messages: [system, user('one, two, three'), { role: 'assistant', content: 'ok' }, user('four')] },
    );
    assert.equal(first.cached_tokens, 0);
    assert.equal(second.cached_tokens, first.prompt_tokens);
    assert.equal(second.prompt_tokens_details.cached_tokens, first.prompt_tokens);
    assert.ok(second.prompt_tokens > first.prompt_tokens);
  });

  it('ends where the prompt differs', async () => {
    const [first, second] = await usages(
      { messages: [system, user('one')] },
      { messages: [system, user(`other ${'x'.repeat(400)}`)] },
    );
    assert.ok(second.cached_tokens > 0 && second.cached_tokens < first.prompt_tokens);
  });

  it('is lost when the tools change', async () => {
    const [, second] = await usages({ messages: [system] }, { messages: [system], tools });
    assert.equal(second.cached_tokens, 0);
  });
});

describe('the record', () => {
  it('holds every request as it came', async () => {
    await using simulator = await startSimulator({ scenario: [{ content: 'a' }] });
    const body = '{ "model": "kimi-k2.7-code",\n"messages": [{"role":"user","content":"é"}] }';
    const before = performance.timeOrigin + performance.now();
    await (await post(simulator, body, bearer('sk-a'))).text();
    await (await fetch(`${simulator.url}/models?page=1`)).text();
    const [first, second] = simulator.requests;
    assert.ok(first && second);
    assert.deepEqual([first.method, first.path, first.raw], ['POST', '/v1/chat/completions', body]);
    assert.deepEqual(first.body, JSON.parse(body));
    assert.equal(first.headers.authorization, 'Bearer sk-a');
    assert.equal(first.error, undefined);
    assert.ok(first.at >= before && second.at >= first.at);
    assert.deepEqual([second.method, second.path, second.raw], ['GET', '/v1/models?page=1', '']);
    await first.finished;
    assert.equal(first.aborted, false);
  });

  it('tells of a request before it is answered', async () => {
    const gate = new Gate();
    await using simulator = await startSimulator({
      scenario: [
        async () => {
          await gate.pass();
          return { content: 'a' };
        },
      ],
    });
    const waits = [
      simulator.waitForRequest(1),
      simulator.waitForRequest((request) => request.body?.messages[0]?.content === 'Hi'),
    ];
    const response = stream(simulator);
    const [first, same] = await Promise.all(waits);
    assert.equal(first, simulator.requests[0]);
    assert.equal(same, first);
    assert.equal(await simulator.waitForRequest(1), first);
    gate.open();
    assert.equal((await response).status, 200);
  });

  it('tells of the nth request only', async () => {
    await using simulator = await startSimulator({ scenario: () => ({ content: 'a' }) });
    const second = simulator.waitForRequest(2);
    await post(simulator, chat());
    await post(simulator, chat({ user: 'second' }));
    assert.equal((await second).body?.user, 'second');
  });

  it('does not keep anyone waiting after the end', async () => {
    const gate = new Gate();
    const simulator = await startSimulator({ scenario: [{ content: 'a', hold: { before: 0, until: gate } }] });
    const waiting = simulator.waitForRequest(2);
    const response = await stream(simulator);
    await gate.reached;
    await simulator.close();
    await assert.rejects(waiting, /closed after 1 requests/);
    await assert.rejects(response.text());
    await simulator.close();
  });
});
