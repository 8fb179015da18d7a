import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findLocalServers, type LocalServer } from '../../../../src/kimi/endpoint/findLocalServers.ts';
import { startSimulator } from '../../../simulator/startSimulator.ts';

const NEVER = new AbortController().signal;

/** Long enough for a busy machine. */
const AMPLE_MS = 30_000;

describe('servers on this machine', () => {
  it('are told apart by what they say of themselves', async () => {
    await using vllm = await serve(json(list(['moonshotai/Kimi-K2.7-Code'], 'vllm')));
    await using sglang = await serve(json(list(['kimi', 'other', 'kimi'], 'sglang')));
    await using other = await serve(json(list(['kimi.gguf'], 'llamacpp')));
    await using silent = await serve(json({ data: [{ id: 'kimi' }] }));
    const ports = [vllm.port, sglang.port, other.port, silent.port];
    assert.deepEqual(await find(ports), [
      found(vllm.port, { preset: 'vllm', owner: 'vllm', models: ['moonshotai/Kimi-K2.7-Code'] }),
      found(sglang.port, { preset: 'sglang', owner: 'sglang', models: ['kimi', 'other'] }),
      found(other.port, { owner: 'llamacpp', models: ['kimi.gguf'] }),
      found(silent.port, { models: ['kimi'] }),
    ]);
    for (const { asked } of [vllm, sglang, other, silent]) {
      assert.deepEqual(
        asked.map(({ url }) => url),
        ['/v1/models'],
      );
      assert.equal(asked[0]?.headers.authorization, undefined);
    }
  });

  it('are found where they want a key, without their models', async () => {
    const refusal = { error: 'Unauthorized' };
    await using guarded = await serve(json(refusal, 401));
    await using page = await serve((_, response) => response.writeHead(401).end('<h1>Sign in</h1>'));
    assert.deepEqual(await find([guarded.port, page.port]), [found(guarded.port, { models: [], needsKey: true })]);
  });

  it('include the simulator, with a key and without', async () => {
    await using open = await startSimulator({ scenario: [], dialect: 'vllm', models: ['kimi'] });
    await using guarded = await startSimulator({ scenario: [], dialect: 'vllm', key: 'sk-right' });
    const ports = [open, guarded].map(({ url }) => Number(new URL(url).port));
    assert.deepEqual(
      (await find(ports)).map(({ models, needsKey }) => [models, needsKey]),
      [
        [['kimi'], false],
        [[], true],
      ],
    );
  });

  it('are told of one by one, whatever the others do', async () => {
    await using held = await serve(() => {});
    await using quick = await serve(json(list(['kimi'], 'vllm')));
    const stop = new AbortController();
    const servers: LocalServer[] = [];
    await findLocalServers({
      ports: [held.port, quick.port],
      answerMs: AMPLE_MS,
      signal: stop.signal,
      onFound: (server) => {
        servers.push(server);
        stop.abort();
      },
    });
    assert.deepEqual(
      servers.map(({ port }) => port),
      [quick.port],
    );
  });

  it('are given up where they do not answer, or not to the end', async () => {
    await using mute = await serve(() => {});
    await using slow = await serve((_, response) => void response.writeHead(200).write('{"data":['));
    assert.deepEqual(await find([mute.port, slow.port], 200), []);
  });

  const strangers: [string, RequestListener][] = [
    ['a page', (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Hi</h1>')],
    ['JSON of another kind', json({ data: 'none' })],
    ['models without a usable name', json({ data: [null, {}, { id: 7 }, { id: ' ' }, { id: 'x'.repeat(501) }] })],
    ['no models', json({ object: 'list', data: [] })],
    ['an error', json(list(['kimi'], 'vllm'), 500)],
    ['null', json(null)],
  ];
  for (const [name, answer] of strangers) {
    it(`are not those that answer with ${name}`, async () => {
      await using server = await serve(answer);
      assert.deepEqual(await find([server.port]), []);
      assert.equal(server.asked.length, 1);
    });
  }

  it('are not read beyond what a list of models has', async () => {
    const whole = 10_000_000;
    let sent = 0;
    await using server = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"data":[{"id":"kimi"}],"more":"');
      const more = () => {
        while (sent < whole && !response.destroyed) {
          sent += 1000;
          if (!response.write('x'.repeat(1000))) return void response.once('drain', more);
        }
        response.end('"}');
      };
      more();
    });
    assert.deepEqual(await find([server.port]), []);
    assert(sent < whole, `${sent} bytes were sent`);
  });

  it('are not those that another one names', async () => {
    await using target = await serve(json(list(['kimi'], 'vllm')));
    await using server = await serve((_, response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${target.port}/v1/models` }).end(),
    );
    assert.deepEqual(await find([server.port]), []);
    assert.equal(target.asked.length, 0);
  });

  it('are none where nothing listens', async () => {
    const closed = await serve(() => {});
    await closed[Symbol.asyncDispose]();
    assert.deepEqual(await find([closed.port]), []);
  });
});

/** All that were found, in the order of the ports. */
async function find(ports: number[], answerMs = AMPLE_MS): Promise<LocalServer[]> {
  const servers: LocalServer[] = [];
  await findLocalServers({ ports, answerMs, signal: NEVER, onFound: (server) => servers.push(server) });
  return servers.sort((a, b) => ports.indexOf(a.port) - ports.indexOf(b.port));
}

function found(port: number, server: Partial<LocalServer>): LocalServer {
  const origin = `http://127.0.0.1:${port}`;
  return { port, origin, baseUrl: `${origin}/v1`, preset: 'custom', owner: '', models: [], needsKey: false, ...server };
}

function list(ids: string[], owner: string): object {
  return { object: 'list', data: ids.map((id) => ({ id, object: 'model', owned_by: owner })) };
}

function json(body: unknown, status = 200): RequestListener {
  return (_, response) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function serve(answer: RequestListener) {
  const asked: { url: string | undefined; headers: IncomingHttpHeaders }[] = [];
  const server = createServer((request, response) => {
    asked.push({ url: request.url, headers: request.headers });
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
