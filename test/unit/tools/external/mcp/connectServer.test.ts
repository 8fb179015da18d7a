import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connectServer, LIMITS, type Limits } from '../../../../../src/tools/external/mcp/connectServer.ts';
import type { Connection } from '../../../../../src/tools/external/mcp/serverConnection.ts';
import { waitFor } from '../../../../integration/support/waitFor.ts';
import type { Behaviour } from '../../../../mcp/answerMessages.ts';
import { startHttpServer } from '../../../../mcp/startHttpServer.ts';

const signal = new AbortController().signal;
const script = path.resolve(import.meta.dirname, '../../../../mcp/stdioServer.ts');

type Open = Connection & AsyncDisposable;

function disposable(connection: Connection): Open {
  return Object.assign(connection, { [Symbol.asyncDispose]: () => connection.close() });
}

async function start(behaviour: Behaviour, limits: Partial<Limits> = {}, by = signal): Promise<Open> {
  const target = { command: process.execPath, args: [script, behaviour], cwd: tmpdir(), env: { ONLY: 'this' } };
  return disposable(await connectServer('demo', { type: 'process', ...target }, by, { ...LIMITS, ...limits }));
}

async function connect(url: string, headers: Record<string, string> = {}): Promise<Open> {
  return disposable(await connectServer('demo', { type: 'http', url, headers }, signal));
}

const textOf = async (server: Connection, tool: string, args = {}) => {
  const { parts } = await server.call(tool, args, signal);
  return parts.map((part) => (part.type === 'text' ? part.text : part.type)).join('\n');
};

/** A process that ended but that nobody buried yet does not live. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc/self/stat') || !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('a server of tools', () => {
  it('is started, lists its tools and is called', async () => {
    await using server = await start('plain');
    const [echo] = await server.tools(signal);
    assert.deepEqual([echo?.name, echo?.description], ['echo', 'Says it again.']);
    assert.equal(await textOf(server, 'echo', { text: 'grün\n' }), 'grün\n');
    assert.equal(await textOf(server, 'picture'), 'image');
    assert.deepEqual(await server.call('fail', {}, signal), {
      parts: [{ type: 'text', text: 'No such thing.' }],
      failed: true,
    });
  });

  it('sees the environment that it is given, and no more', async () => {
    await using server = await start('plain');
    const seen = JSON.parse(await textOf(server, 'environment'));
    assert.equal(seen.ONLY, 'this');
    assert.equal(seen.HOME, undefined);
  });

  it('ends when it is closed', async () => {
    const server = await start('plain');
    await server.close();
    assert.equal(server.closed, true);
    await assert.rejects(server.call('echo', {}, signal), /The tool server "demo" did not answer/);
  });

  it('that cannot be found says so', async () => {
    const target = { type: 'process' as const, command: '/no/such/program', args: [], cwd: tmpdir(), env: {} };
    await assert.rejects(connectServer('demo', target, signal), /"demo" could not be started: .*ENOENT/);
  });

  it('that hangs as it starts is given up', async () => {
    await assert.rejects(start('silent', { startMs: 200 }), /"demo" could not be started: its time was over/);
  });

  it('that hangs as it starts ends when the person stops', async () => {
    const controller = new AbortController();
    const starting = start('silent', {}, controller.signal);
    controller.abort(new Error('stopped'));
    await assert.rejects(starting, /stopped/);
  });

  it('that does not answer a call is given up', async () => {
    await using server = await start('stuck', { silentMs: 200 });
    await assert.rejects(server.call('echo', {}, signal), /"demo" did not answer: its time was over/);
  });

  it('that dies in the middle says how, with its last words', async () => {
    await using server = await start('mortal');
    await assert.rejects(
      server.call('echo', {}, signal),
      /did not answer: it ended with exit code 3\..* Its last words \(untrusted\): "I cannot go on with ghp_\*\*\*\."/,
    );
    assert.equal(server.closed, true);
  });

  it('that has ended is cleared away with what it started', async function () {
    if (process.platform === 'win32') this.skip();
    const server = await start('parent');
    const pid = Number(await textOf(server, 'echo'));
    assert(isAlive(pid));
    await waitFor('its end', () => server.closed);
    await server.close();
    await waitFor('the end of what it started', () => !isAlive(pid));
  });

  it('that tells of its progress is waited for', async () => {
    await using server = await start('slow', { silentMs: 1500 });
    assert.equal(await textOf(server, 'echo'), 'At last.');
  });

  it('may write megabytes of errors', async () => {
    await using server = await start('loud');
    assert.equal(await textOf(server, 'echo', { text: 'hi' }), 'hi');
  });

  it('that sends 50 MB is ended', async () => {
    await using server = await start('huge');
    await assert.rejects(server.call('echo', {}, signal), /it sent a message of more than 10 MB/);
  });

  it('that sends no JSON is given up, with what it sent', async () => {
    await using server = await start('garbled', { silentMs: 300 });
    await assert.rejects(server.call('echo', {}, signal), /its time was over.*Its last words.*jsonrpc/);
  });

  it('may list 500 tools, page by page', async () => {
    await using server = await start('rich');
    const tools = await server.tools(signal);
    assert.equal(tools.length, 500);
    assert.equal(tools.at(-1)?.name, 'tool 499');
  });

  it('that lists the same for ever is read once', async () => {
    await using server = await start('round');
    assert.equal((await server.tools(signal)).length, 8);
  });

  it('may change its tools', async () => {
    await using server = await start('fickle');
    assert((await server.tools(signal)).some(({ name }) => name === 'picture'));
    await textOf(server, 'echo', { text: 'hi' });
    const names = (await server.tools(signal)).map(({ name }) => name);
    assert(names.includes('drawing') && !names.includes('picture'), names.join());
  });

  it('neither uses the model nor asks the person', async () => {
    await using server = await start('curious');
    assert.match(await textOf(server, 'echo'), /^Refused: .*does not do that.*does not do that/);
  });

  it('that does nothing without says what it wanted', async () => {
    await using server = await start('stubborn', { silentMs: 300 });
    await assert.rejects(
      server.call('echo', {}, signal),
      /its time was over\. It asked for sampling\/createMessage, which Ask Kimi does not do\./,
    );
  });

  describe('at an address', () => {
    it('is called, with the headers that are configured', async () => {
      await using http = await startHttpServer();
      await using server = await connect(http.url, { 'X-Key': 'abc' });
      assert.equal((await server.tools(signal)).length, 4);
      assert.equal(await textOf(server, 'echo', { text: 'hi' }), 'hi');
      assert(http.headers.every((headers) => headers['x-key'] === 'abc'));
    });

    it('that sends 50 MB is cut off', async () => {
      await using http = await startHttpServer('huge');
      await using server = await connect(http.url);
      await assert.rejects(server.call('echo', {}, signal), /it sent a message of more than 10 MB/);
    });

    it('that sends 12 MB of blank lines around its answer is cut off', async () => {
      await using http = await startBlankServer();
      await assert.rejects(connect(http.url), /it sent a message of more than 10 MB/);
    });

    it('that leads elsewhere is not followed, and one that wants a sign-in says so', async () => {
      await using moved = await startHttpServer('plain', 307);
      await assert.rejects(connect(moved.url), /"demo" could not be started/);
      assert.equal(moved.headers.length, 1);
      await using closed = await startHttpServer('plain', 401);
      await assert.rejects(connect(closed.url), /it wants you to sign in/);
    });

    it('that is not there says so', async () => {
      await assert.rejects(connect('http://127.0.0.1:9/mcp'), /"demo" could not be started/);
    });
  });
});

/** Answers with JSON that is right, and blank lines before it. */
async function startBlankServer() {
  const server = createServer((request, response) => {
    if (request.method !== 'POST') return response.writeHead(405).end();
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json' });
    const info = { protocolVersion: '2025-06-18', capabilities: {}, serverInfo: { name: 'blank', version: '1' } };
    response.write('\n\n'.repeat(6_000_000));
    return response.end(JSON.stringify({ jsonrpc: '2.0', id: 0, result: info }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
