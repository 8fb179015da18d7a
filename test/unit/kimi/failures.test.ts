import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Model, ModelError, type ModelEvent } from '../../../src/agent/contracts/model.ts';
import type { FailureCode } from '../../../src/agent/events/events.ts';
import { redact } from '../../../src/kimi/client/classifyError.ts';
import { listModels } from '../../../src/kimi/client/listModels.ts';
import { resolveEndpoint } from '../../../src/kimi/endpoint/endpoints.ts';
import { createKimiModel } from '../../../src/kimi/kimiModel.ts';
import * as errors from '../../simulator/errors.ts';
import type { ScriptedReply } from '../../simulator/scenario.ts';
import { startSimulator } from '../../simulator/startSimulator.ts';

const NEVER = new AbortController().signal;

function endpointAt(baseUrl: string) {
  const endpoint = resolveEndpoint({ endpoint: 'custom', baseUrl, model: '' });
  assert('baseUrl' in endpoint);
  return endpoint;
}

function modelAt(baseUrl: string): Model {
  return createKimiModel({
    endpoint: endpointAt(baseUrl),
    key: 'sk-of-the-tests',
    readBlob: () => Promise.reject(new Error('no blobs')),
  });
}

async function stream(model: Model, signal = NEVER): Promise<{ events: ModelEvent[]; failure?: FailureCode }> {
  const events: ModelEvent[] = [];
  const request = { sessionId: 's', messages: [{ role: 'user' as const, content: 'Hi' }], tools: [] };
  try {
    await model.stream(request, (event) => events.push(event), signal);
    return { events };
  } catch (error) {
    assert(error instanceof ModelError, String(error));
    return { events, failure: error.failure.code };
  }
}

const text = (events: ModelEvent[]) => events.map((event) => (event.type === 'content' ? event.text : '')).join('');

describe('a key that is not set', () => {
  const rows: [string, number, object][] = [
    ['401', 401, { error: { message: 'Invalid Authentication', type: 'invalid_authentication_error' } }],
    ['403 that says so', 403, { detail: 'Not authenticated' }],
    ['403 that names the key', 403, { error: { message: 'Missing API key' } }],
  ];
  for (const [name, status, body] of rows) {
    it(`is what an endpoint misses that answers ${name}`, async () => {
      const server = createServer((request, response) => {
        assert.equal(request.headers.authorization, undefined);
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const endpoint = endpointAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`);
      const model = createKimiModel({
        endpoint,
        key: undefined,
        readBlob: () => Promise.reject(new Error('no blobs')),
      });
      assert.equal((await stream(model)).failure, 'noKey');
      await assert.rejects(listModels(endpoint, undefined, NEVER), /^ModelError: noKey/);
      server.close();
    });
  }
});

describe('a failure that a person has to mend', () => {
  const rows: [string, ScriptedReply, FailureCode][] = [
    ['a refused content', errors.contentFilter(), 'contentFilter'],
    ['an empty balance as 429', errors.quotaExceeded(429), 'noBalance'],
    ['an empty balance as 403', errors.quotaExceeded(403), 'noBalance'],
    ['an empty balance as 402', errors.insufficientCredits(), 'noBalance'],
    ['a refused key', errors.invalidKey(), 'invalidKey'],
    ['an incorrect key', errors.incorrectKey(), 'invalidKey'],
    ['a closed API', errors.permissionDenied(), 'forbidden'],
    ['a plan for other agents', errors.accessTerminated(), 'planRestricted'],
    ['an unknown model', errors.modelNotFound('x'), 'modelNotFound'],
    ['a full window', errors.tokenLimitExceeded(262_144, 269_030), 'contextOverflow'],
    ['a long input', errors.inputTooLong(), 'contextOverflow'],
    ['too large a message', errors.messagesTooLarge(3_000_000), 'tooLarge'],
    ['too large a body', errors.bodyTooLarge(), 'tooLarge'],
    ['an invalid request', errors.invalidRequest('Invalid request: tools'), 'badRequest'],
  ];
  for (const [name, reply, code] of rows) {
    it(`${name} is ${code}, and is not tried again`, async () => {
      await using simulator = await startSimulator({ scenario: [reply, { content: 'never' }] });
      const { events, failure } = await stream(modelAt(simulator.url));
      assert.equal(failure, code);
      assert.deepEqual(events, []);
      assert.equal(simulator.requests.length, 1);
    });
  }

  it('an endpoint that answers a page is badEndpoint', async () => {
    const server = createServer((_, response) =>
      response.setHeader('content-type', 'text/html').end('<h1>Log in</h1>'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    assert.equal((await stream(modelAt(url))).failure, 'badEndpoint');
    await assert.rejects(listModels(endpointAt(url), undefined, NEVER), ModelError);
    server.close();
  });

  it('a redirect is an error, so that a key goes nowhere else', async () => {
    let reached = false;
    const target = createServer((_, response) => {
      reached = true;
      response.end();
    });
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    const { port } = target.address() as AddressInfo;
    const server = createServer((_, response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${port}/` }).end(),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    await assert.rejects(listModels(endpointAt(url), 'sk-secret', NEVER), ModelError);
    assert.equal(reached, false);
    server.close();
    target.close();
  });
});

describe('a failure that passes', () => {
  const rows: [string, ScriptedReply, FailureCode][] = [
    ['a rate limit with Retry-After', errors.rateLimited(0, { header: true }), 'rateLimited'],
    ['a rate limit that says when', errors.rateLimited(0), 'rateLimited'],
    ['an overloaded engine', errors.engineOverloaded(0), 'overloaded'],
    ['a server error', { ...errors.serverError(), headers: { 'retry-after': '0' } }, 'serverError'],
    ['an unavailable server', errors.serverUnavailable(0), 'overloaded'],
    ['a page from the gateway', { ...errors.gatewayTimeoutHtml(), headers: { 'retry-after': '0' } }, 'serverError'],
  ];
  for (const [name, reply, code] of rows) {
    it(`${name} is waited for`, async () => {
      await using simulator = await startSimulator({ scenario: [reply, { content: 'Hello' }] });
      const { events, failure } = await stream(modelAt(simulator.url));
      assert.equal(failure, undefined);
      const [waiting, restarted] = events;
      assert.equal(waiting?.type === 'waiting' && waiting.failure.code, code);
      assert.equal(restarted?.type, 'restarted');
      assert.equal(text(events), 'Hello');
    });
  }

  it('a cut stream begins again', async () => {
    await using simulator = await startSimulator({
      scenario: [{ content: 'One two three', cutAfter: { content: 2 } }, { content: 'Whole.' }],
    });
    const { events } = await stream(modelAt(simulator.url));
    const waiting = events.find((event) => event.type === 'waiting');
    assert.equal(waiting?.failure.code, 'cut');
    assert.equal(text(events.slice(events.findIndex((event) => event.type === 'restarted'))), 'Whole.');
  });

  it('a reply of reasoning only is asked for again, then nudged, then told as it is', async () => {
    const silent = { reasoning: 'Hm.' };
    await using simulator = await startSimulator({
      scenario: [silent, silent, { content: 'There.' }, silent, silent, silent],
    });
    const model = modelAt(simulator.url);
    const hurry = (event: ModelEvent) => {
      if (event.type === 'waiting') queueMicrotask(() => model.retryNow());
    };
    const request = { sessionId: 's', messages: [{ role: 'user' as const, content: 'Hi' }], tools: [] };
    await model.stream(request, hurry, NEVER);
    const lengths = simulator.requests.map((recorded) => recorded.body?.messages.length);
    assert.deepEqual(lengths, [1, 1, 2]);
    await assert.rejects(model.stream(request, hurry, NEVER), /emptyReply/);
  });

  it('is tried again at once when the person says so', async () => {
    await using simulator = await startSimulator({ scenario: [errors.engineOverloaded(600), { content: 'Hello' }] });
    const model = modelAt(simulator.url);
    const events: ModelEvent[] = [];
    const request = { sessionId: 's', messages: [{ role: 'user' as const, content: 'Hi' }], tools: [] };
    await model.stream(
      request,
      (event) => {
        events.push(event);
        if (event.type === 'waiting') queueMicrotask(() => model.retryNow());
      },
      NEVER,
    );
    assert.equal(text(events), 'Hello');
  });

  it('can be stopped while it is waited for', async () => {
    await using simulator = await startSimulator({ scenario: [errors.engineOverloaded(600)] });
    const controller = new AbortController();
    const events: ModelEvent[] = [];
    const request = { sessionId: 's', messages: [{ role: 'user' as const, content: 'Hi' }], tools: [] };
    const run = modelAt(simulator.url).stream(
      request,
      (event) => {
        events.push(event);
        controller.abort(new Error('stopped'));
      },
      controller.signal,
    );
    await assert.rejects(run, /stopped/);
    assert.equal(events.length, 1);
  });

  it('is given up when nobody answers at all', async function () {
    this.timeout(5000);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    await assert.rejects(listModels(endpointAt(`http://127.0.0.1:${port}/v1`), undefined, NEVER), (error) => {
      assert(error instanceof ModelError);
      assert.equal(error.failure.code, 'network');
      assert.match(error.failure.detail, /ECONNREFUSED/);
      return true;
    });
  });
});

describe('redact', () => {
  it('removes keys from what a server echoes', () => {
    assert.equal(redact('bad key my-key-1', 'my-key-1'), 'bad key ***');
    assert.equal(redact('bad key sk-abcd1234efgh5678', undefined), 'bad key sk-abcd***');
    assert.equal(redact('Authorization: Bearer xyz123', undefined), 'Authorization: Bearer ***');
  });
});
