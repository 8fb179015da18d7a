import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { type Model, ModelError, type ModelEvent } from '../../../src/agent/contracts/model.ts';
import { nodeFetch } from '../../../src/kimi/client/nodeFetch.ts';
import { resolveEndpoint } from '../../../src/kimi/endpoint/endpoints.ts';
import { createKimiModel, type KimiModelOptions } from '../../../src/kimi/kimiModel.ts';
import { startFront } from '../support/faultyFront.ts';
import { blockOf, prompt, startFixture } from '../support/sessionFixture.ts';

/** So long that a busy machine's own pauses do not count as silence. */
const IDLE_MS = 800;

const STREAM = { 'content-type': 'text/event-stream' };
const WHOLE = 'data: {"choices":[{"index":0,"delta":{"content":"Whole."},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';

/** A server on this machine, and how many requests it got. */
async function serve(answer: RequestListener) {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    answer(request, response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests: () => requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function modelAt(baseUrl: string, options: Partial<KimiModelOptions>): Model {
  const endpoint = resolveEndpoint({ endpoint: 'custom', baseUrl, model: '' });
  assert('baseUrl' in endpoint);
  return createKimiModel({
    endpoint,
    key: undefined,
    readBlob: () => Promise.reject(new Error('no blobs')),
    ...options,
  });
}

async function ask(model: Model, signal = new AbortController().signal): Promise<ModelEvent[]> {
  const events: ModelEvent[] = [];
  const request = { sessionId: 's', messages: [{ role: 'user' as const, content: 'Hi' }], tools: [] };
  await model.stream(request, (event) => events.push(event), signal);
  return events;
}

/** Looks again and again, since a server says nothing of what comes to it. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}

const types = (events: ModelEvent[]) => events.map(({ type }) => type);

describe('patience with a server', () => {
  it('lets the first byte take longer than any silence, without a second request', async () => {
    await using server = await serve((_, response) => {
      response.writeHead(200, STREAM).flushHeaders();
      setTimeout(() => response.end(WHOLE), 2 * IDLE_MS);
    });
    const events = await ask(modelAt(server.url, { idleMs: IDLE_MS }));
    assert.deepEqual(types(events), ['content', 'finished']);
    assert.equal(server.requests(), 1);
  });

  it('has no end that fetch has: its limits of five minutes are not ours', async () => {
    const held: ServerResponse[] = [];
    await using server = await serve((_, response) => held.push(response));
    const dispatcher = Symbol.for('undici.globalDispatcher.1');
    const scope = globalThis as unknown as Record<symbol, { constructor: new (options: object) => object }>;
    // Used once, so that it is there.
    await fetch('data:,');
    const usual = scope[dispatcher];
    assert(usual);
    const impatient = new usual.constructor({ headersTimeout: 100, bodyTimeout: 100 });
    Object.assign(globalThis, { [dispatcher]: impatient });
    try {
      const asked = ask(modelAt(server.url, {}));
      await assert.rejects(fetch(server.url), ({ cause }) => /HeadersTimeout/.test(String(cause)));
      for (const response of held) response.writeHead(200, STREAM).flushHeaders();
      const late = fetch(server.url).then((response) => response.text());
      await until(() => held.length === 3);
      held[2]?.writeHead(200, STREAM).flushHeaders();
      await assert.rejects(late, ({ cause }) => /BodyTimeout/.test(String(cause)));
      for (const response of held) response.end(WHOLE);
      assert.deepEqual(types(await asked), ['content', 'finished']);
    } finally {
      Object.assign(globalThis, { [dispatcher]: usual });
    }
  });

  it('ends where not even a first byte comes, and asks no second time', async () => {
    await using server = await serve(() => {});
    await assert.rejects(ask(modelAt(server.url, { firstByteMs: 100 })), (error) => {
      assert(error instanceof ModelError);
      assert.equal(error.failure.code, 'idle');
      return true;
    });
    assert.equal(server.requests(), 1);
  });

  it('takes comments for life', async () => {
    await using server = await serve((_, response) => {
      response.writeHead(200, STREAM).write(': first\n\n');
      let comments = 0;
      const timer = setInterval(() => {
        if (++comments < 8) return response.write(': keep-alive\n\n');
        clearInterval(timer);
        return response.end(WHOLE);
      }, IDLE_MS / 4);
    });
    assert.deepEqual(types(await ask(modelAt(server.url, { idleMs: IDLE_MS }))), ['content', 'finished']);
  });

  it('ends at once, with its connection, when the user stops', async () => {
    const closed = Promise.withResolvers<void>();
    const controller = new AbortController();
    await using server = await serve((request) => {
      request.socket.once('close', () => closed.resolve());
      controller.abort(new Error('stopped'));
    });
    await assert.rejects(ask(modelAt(server.url, {}), controller.signal), /stopped/);
    await closed.promise;
  });

  it('does not wait for a connection that never comes about', async () => {
    const server = createTcpServer((socket) => void socket.on('error', () => {}));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    await assert.rejects(nodeFetch({ connectMs: 50, plainAddresses: async () => [] })(`https://127.0.0.1:${port}/`), {
      name: 'ConnectionError',
      message: 'No connection within 0.05 s',
    });
    server.close();
  });
});

describe('a turn ends at its limit of time', () => {
  const trickles: [name: string, piece: string][] = [
    ['a stream of comments', ': still here\n\n'],
    ['a byte now and then', 'd'],
    ['words without an end', 'data: {"choices":[{"index":0,"delta":{"content":"on and "}}]}\n\n'],
  ];
  for (const [name, piece] of trickles) {
    it(`amid ${name}`, async () => {
      await using fixture = await startFixture({ scenario: [{ content: 'Next.' }], minutes: 2 / 60 });
      await using front = await startFront(fixture.simulator.url);
      fixture.setEndpoint({ baseUrl: front.url });
      front.plan((_, response) => {
        response.writeHead(200, STREAM);
        const timer = setInterval(() => response.write(piece), 50);
        response.once('close', () => clearInterval(timer));
      }, 0);
      await fixture.session.send(prompt('Go'));
      assert.equal(blockOf(fixture.session, 'error').failure.code, 'timeLimit');
      assert.equal(front.requests, 1);
      await fixture.session.resume();
      assert.equal(blockOf(fixture.session, 'content').text, 'Next.');
      assert.deepEqual(fixture.simulator.violations(), []);
    });
  }
});

describe('a mistake of our own', () => {
  it('is no failure of the network, says where it happened, and asks for nothing twice', async () => {
    await using server = await serve((_, response) => void response.writeHead(200, STREAM).end(WHOLE));
    const onReply = () => {
      throw new TypeError('x is not a function');
    };
    await assert.rejects(ask(modelAt(server.url, { onReply })), (error) => {
      assert(error instanceof ModelError);
      assert.equal(error.failure.code, 'internal');
      assert.match(error.failure.detail, /^x is not a function\n {2}at /);
      assert.match(error.failure.detail, /kimi\/patience\.test\.ts:\d+/);
      assert.doesNotMatch(error.failure.detail, /file:|\/unit\//);
      return true;
    });
    assert.equal(server.requests(), 1);
  });
});
