import type { LookupAddress } from 'node:dns';
import type { ClientRequest, IncomingMessage } from 'node:http';
import https from 'node:https';
import { pinnedRequest } from '../../util/network/pinnedRequest.ts';
import { decompressed } from '../../util/system/decompressed.ts';
import { ConnectionError } from './connectionError.ts';

/** Milliseconds in which a connection has to be there, encrypted where it is to be. */
const CONNECT_MS = 30_000;

/** Milliseconds of silence after which the system asks whether the other end is still there. */
const PROBE_MS = 30_000;

/** What a Response may hold no body for. */
const WITHOUT_BODY = new Set([204, 205, 304]);

export interface NodeFetchOptions {
  /** Where plain http may connect for this URL, which it does without a proxy. Rejects where it may not. */
  plainAddresses: (url: URL, signal: AbortSignal) => Promise<LookupAddress[]>;
  connectMs?: number;
}

/**
 * A `fetch` that waits for an answer as long as the caller does: Node's own, which VS Code wraps without a way to say otherwise,
 * gives up after five minutes without one, and a server that reads a long prompt takes longer. Follows no redirect: that is an
 * answer like any other. Throws ConnectionError, also while the body is read, or the signal's reason where it is aborted.
 */
export function nodeFetch({ plainAddresses, connectMs = CONNECT_MS }: NodeFetchOptions): typeof fetch {
  const checked = async (url: URL, signal: AbortSignal | undefined) => {
    const late = AbortSignal.timeout(connectMs);
    try {
      return await plainAddresses(url, signal ? AbortSignal.any([signal, late]) : late);
    } catch (error) {
      signal?.throwIfAborted();
      throw new ConnectionError(late.aborted ? tooLate(connectMs) : error);
    }
  };
  return async (input, init = {}) => {
    const signal = init.signal ?? undefined;
    const url = new URL(input instanceof Request ? input.url : input);
    const { headers, body } = await encode(init);
    const options = { method: init.method ?? 'GET', headers };
    // VS Code's own in the place of Node's, by this name: it knows the proxy settings and the machine's certificates.
    const request =
      url.protocol === 'https:' ? https.request(url, options) : pinnedRequest(url, await checked(url, signal), options);
    // With an error of its own, it would reach a connection that is free already, where nobody listens.
    const stop = () => void request.destroy();
    signal?.addEventListener('abort', stop);
    request.once('close', () => signal?.removeEventListener('abort', stop));
    if (signal?.aborted) stop();
    try {
      return answer(await send(request, body, connectMs), signal);
    } catch (error) {
      signal?.throwIfAborted();
      throw error instanceof ConnectionError ? error : new ConnectionError(error);
    }
  };
}

/** A form is written as its boundary says. */
async function encode({
  headers,
  body,
}: RequestInit): Promise<{ headers: Record<string, string>; body: string | Buffer }> {
  const named = Object.fromEntries(new Headers(headers));
  if (typeof body === 'string' || !body) return { headers: named, body: body ?? '' };
  const encoded = new Response(body);
  const type = encoded.headers.get('content-type');
  return {
    headers: type === null ? named : { 'content-type': type, ...named },
    body: Buffer.from(await encoded.arrayBuffer()),
  };
}

async function send(request: ClientRequest, body: string | Buffer, connectMs: number): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const late = setTimeout(() => request.destroy(tooLate(connectMs)), connectMs);
  const connected = () => clearTimeout(late);
  request.once('socket', (socket) => {
    socket.setKeepAlive(true, PROBE_MS);
    if (request.reusedSocket) return connected();
    if ('encrypted' in socket) socket.once('secureConnect', connected);
    else if (socket.connecting) socket.once('connect', connected);
    else connected();
  });
  request.once('response', resolve);
  request.once('upgrade', (_, socket) => {
    socket.destroy();
    reject(noHttp('The server switched to another protocol'));
  });
  // It may fail more than once, and after its answer has come.
  request.on('error', reject);
  request.end(body);
  return await promise.finally(connected);
}

/** Throws ConnectionError for a status that no server may send. */
function answer(message: IncomingMessage, signal: AbortSignal | undefined): Response {
  const status = message.statusCode ?? 0;
  if (status < 200 || status > 599) {
    message.destroy();
    throw new ConnectionError(noHttp(`Status ${status}`));
  }
  // What is aborted after its last byte was read has no other listener.
  message.on('error', () => {});
  const headers = new Headers();
  for (const [name, values] of Object.entries(message.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  if (!WITHOUT_BODY.has(status)) return new Response(bodyOf(message, signal), { status, headers });
  message.resume();
  return new Response(null, { status, headers });
}

function bodyOf(message: IncomingMessage, signal: AbortSignal | undefined): ReadableStream<Uint8Array> {
  const pieces: AsyncIterator<Uint8Array> = decompressed(message)[Symbol.asyncIterator]();
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    try {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    } catch (error) {
      signal?.throwIfAborted();
      throw new ConnectionError(error);
    }
  };
  return new ReadableStream({ pull, cancel: () => void message.destroy() }, { highWaterMark: 0 });
}

function tooLate(connectMs: number): Error {
  return new Error(`No connection within ${connectMs / 1000} s`);
}

function noHttp(message: string): Error {
  return Object.assign(new Error(message), { code: 'ERR_INVALID_HTTP' });
}
