import assert from 'node:assert/strict';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { faultOf } from '../../../../src/kimi/client/connect.ts';
import { openaiClient } from '../../../../src/kimi/client/openaiClient.ts';
import { ownAddresses, plainAddresses } from '../../../../src/kimi/client/plainHttp.ts';
import { type Endpoint, resolveEndpoint } from '../../../../src/kimi/endpoint/endpoints.ts';
import type { LookUp } from '../../../../src/util/network/findAddresses.ts';

const NEVER = new AbortController().signal;

/** Answers each name with these addresses, and notes what was asked. */
function names(...addresses: string[]): LookUp & { asked: string[] } {
  const asked: string[] = [];
  const lookUp = async (host: string) => {
    asked.push(host);
    return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  };
  return Object.assign(lookUp, { asked });
}

/** A server on this machine that notes what it was sent. */
async function startServer() {
  const received: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    received.push(request);
    response.setHeader('content-type', 'application/json').end('{"data":[]}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, received, [Symbol.asyncDispose]: async () => void server.close() };
}

function endpointAt(baseUrl: string, agreed: string[] = []): Endpoint {
  const endpoint = resolveEndpoint({ endpoint: 'custom', baseUrl, model: '' });
  assert('baseUrl' in endpoint);
  return { ...endpoint, agreed: () => agreed };
}

async function ask(endpoint: Endpoint, lookUp: LookUp, key?: string) {
  return await openaiClient(endpoint, key, lookUp).get('/models').asResponse();
}

describe('plain http in one’s own network', () => {
  it('connects to the address that was looked up, under the name', async () => {
    await using server = await startServer();
    const lookUp = names('127.0.0.1');
    await ask(endpointAt(`http://gpu-box:${server.port}/v1`, ['127.0.0.1']), lookUp, 'sk-key');
    assert.deepEqual(lookUp.asked, ['gpu-box'], 'the check and the connection share one look-up');
    assert.equal(server.received[0]?.headers.host, `gpu-box:${server.port}`);
    assert.equal(server.received[0]?.headers.authorization, 'Bearer sk-key');
  });

  it('sends no Authorization header where there is no key', async () => {
    await using server = await startServer();
    await ask(endpointAt(`http://127.0.0.1:${server.port}/v1`), names());
    await ask(endpointAt(`http://gpu-box:${server.port}/v1`, ['127.0.0.1']), names('127.0.0.1'));
    assert.deepEqual(
      server.received.map(({ headers }) => headers.authorization),
      [undefined, undefined],
    );
  });

  it('looks the name up for each connection', async () => {
    await using server = await startServer();
    const lookUp = names('127.0.0.1');
    const client = openaiClient(endpointAt(`http://gpu-box:${server.port}/v1`, ['127.0.0.1']), 'k', lookUp);
    await client.get('/models').asResponse();
    await client.get('/models').asResponse();
    assert.equal(lookUp.asked.length, 2);
  });

  it('sends nothing to an address that was not agreed to, or no longer is', async () => {
    await using server = await startServer();
    const agreed = ['127.0.0.1'];
    const client = openaiClient(endpointAt(`http://gpu-box:${server.port}/v1`, agreed), 'k', names('127.0.0.1'));
    await client.get('/models').asResponse();
    agreed.pop();
    const error: unknown = await client
      .get('/models')
      .asResponse()
      .catch((thrown: unknown) => thrown);
    const { failure, retries } = faultOf(error);
    assert.deepEqual([failure.code, retries], ['unencrypted', 0]);
    assert.match(failure.detail, /gpu-box:\d+ is not allowed at 127\.0\.0\.1/);
    assert.equal(server.received.length, 1);
  });

  it('a name that is not found says so', async () => {
    const lookUp = () =>
      Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND gpu-box'), { code: 'ENOTFOUND' }));
    const error: unknown = await ask(endpointAt('http://gpu-box/v1'), lookUp).catch((thrown: unknown) => thrown);
    assert.equal(faultOf(error).failure.code, 'unknownHost');
  });

  it('stops waiting for a name when it is told to', async () => {
    const stop = new AbortController();
    const waiting = ownAddresses(new URL('http://gpu-box/'), () => new Promise(() => {}), stop.signal);
    stop.abort(new Error('stopped'));
    await assert.rejects(waiting, /stopped/);
  });
});

describe('the addresses that plain http may connect to', () => {
  const may = async (url: string, agreed: string[], ...addresses: string[]) =>
    (await plainAddresses(new URL(url), agreed, names(...addresses), NEVER)).map(({ address }) => address);

  it('are those that were agreed to, of this machine and the user’s own network', async () => {
    const agreed = ['10.0.0.5', 'fd00::5', '8.8.8.8', '2001:db8::1'];
    assert.deepEqual(await may('http://gpu-box/', agreed, '10.0.0.5', '10.0.0.6'), ['10.0.0.5']);
    assert.deepEqual(await may('http://gpu.local/', agreed, '2001:db8::1', 'fd00::5'), ['fd00::5']);
    assert.deepEqual(await may('http://10.0.0.5/', agreed), ['10.0.0.5']);
    assert.deepEqual(await may('http://[fd00::5]/', agreed), ['fd00::5']);
  });

  it('need no agreement for this machine', async () => {
    assert.deepEqual(await may('http://localhost/', [], '::1', '127.0.0.1'), ['::1', '127.0.0.1']);
    assert.deepEqual(await may('http://0x7f.1/', []), ['127.0.0.1']);
    assert.deepEqual(await may('http://[::ffff:127.0.0.1]/', []), ['::ffff:7f00:1']);
  });

  it('are none where a name leads to the internet, whatever was agreed to', async () => {
    const agreed = ['8.8.8.8', '10.0.0.5', '127.0.0.1'];
    for (const [url, ...addresses] of [
      ['http://gpu-box/', '8.8.8.8'],
      ['http://gpu.internal/', '2001:4860:4860::8888', '::ffff:8.8.8.8'],
      ['http://localhost/', '10.0.0.5'],
      ['http://localhost/', '8.8.8.8'],
      ['http://8.8.8.8/'],
      ['http://api.example.com/', '10.0.0.5'],
      ['http://api.example.com/', '127.0.0.1'],
      ['http://gpu-box/'],
    ] as const) {
      await assert.rejects(may(url, agreed, ...addresses), /Use https/, url);
    }
  });

  it('are asked for again where the name leads to another one', async () => {
    await assert.rejects(may('http://gpu-box/', ['10.0.0.5'], '10.0.0.6'), /not allowed at 10\.0\.0\.6/);
  });
});
