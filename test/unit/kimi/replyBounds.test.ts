import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ModelError } from '../../../src/agent/contracts/model.ts';
import { listModels } from '../../../src/kimi/client/listModels.ts';
import { resolveEndpoint } from '../../../src/kimi/endpoint/endpoints.ts';
import { readReply } from '../../../src/kimi/stream/readReply.ts';
import { ReplyError } from '../../../src/kimi/stream/replyError.ts';

const MB = 1_000_000;

async function* pieces(piece: Uint8Array, times: number): AsyncGenerator<Uint8Array> {
  for (let time = 0; time < times; time++) yield piece;
}

/** What a server answers to everything, in pieces until the client has gone. */
async function withServer<T>(
  head: { status: number; type: string },
  piece: string,
  work: (port: number, sent: () => number) => Promise<T>,
): Promise<T> {
  let sent = 0;
  const server = createServer((_, response) => {
    response.writeHead(head.status, { 'content-type': head.type });
    const more = () => {
      while (!response.destroyed && sent < 200 * MB) {
        sent += piece.length;
        if (!response.write(piece)) return response.once('drain', more);
      }
      response.end();
    };
    more();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await work((server.address() as AddressInfo).port, () => sent);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('what a server sends', () => {
  it('is no line without an end', async () => {
    const body = pieces(new Uint8Array(MB).fill(0x61), 1000);
    await assert.rejects(
      readReply(
        { body, contentType: 'text/event-stream' },
        { tools: new Set(), leaksCalls: true },
        () => {},
        () => {},
      ),
      isTooLong,
    );
    assert.equal((await body.next()).done, true, 'the rest is not read');
  });

  it('is no reply without an end', async () => {
    const data = JSON.stringify({ choices: [{ delta: { content: 'x'.repeat(MB) } }] });
    const body = pieces(Buffer.from(`data: ${data}\n\n`), 1000);
    let said = 0;
    await assert.rejects(
      readReply(
        { body, contentType: 'text/event-stream' },
        { tools: new Set(), leaksCalls: true },
        (event) => (said += event.type === 'content' ? event.text.length : 0),
        () => {},
      ),
      isTooLong,
    );
    assert.ok(said <= 20 * MB);
  });

  for (const [name, status, type] of [
    ['an error page', 500, 'text/html'],
    ['an error', 400, 'application/json'],
    ['a list', 200, 'application/json'],
  ] as const) {
    it(`is read to a bound only: ${name}`, async () => {
      await withServer({ status, type }, `"${'x'.repeat(100_000)}"`, async (port, sent) => {
        const endpoint = resolveEndpoint({ endpoint: 'custom', baseUrl: `http://127.0.0.1:${port}/v1`, model: 'm' });
        assert('origin' in endpoint);
        const failure = await listModels(endpoint, undefined, AbortSignal.timeout(20_000)).catch(
          (error: unknown) => error,
        );
        assert(failure instanceof ModelError, String(failure));
        assert.ok(failure.failure.detail.length < 2100);
        assert.ok(sent() < 100 * MB);
      });
    });
  }
});

function isTooLong(error: unknown): true {
  assert(error instanceof ReplyError);
  assert.match(error.fault.failure.detail, /longer than any reply/);
  assert.equal(error.fault.retries, 0);
  return true;
}
