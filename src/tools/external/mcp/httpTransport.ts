import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { lostByAnswer, lostOnTheWay } from './lostRequest.ts';
import type { Target } from './resolveLaunch.ts';
import { describeProblem, MAX_MESSAGE_BYTES, type ServerProblem } from './serverError.ts';
import type { TransportStatus } from './transportStatus.ts';

/** A server at an address. Redirects are errors: headers are for that address alone. */
export class HttpTransport extends StreamableHTTPClientTransport implements TransportStatus {
  failure: ServerProblem | undefined;
  readonly lastWords = '';

  constructor({ url, headers }: Extract<Target, { type: 'http' }>) {
    super(new URL(url), {
      requestInit: { headers },
      fetch: async (address, init) => {
        const posts = init?.method === 'POST';
        const response = await fetch(address, { ...init, redirect: 'error' }).catch((error: unknown) => {
          throw posts ? lostOnTheWay(error) : error;
        });
        if (response.status === 401) this.failure = { type: 'signIn' };
        const answer = bounded(response, () => {
          this.failure = { type: 'tooLarge' };
          void this.close();
        });
        const lost = posts ? await lostByAnswer(answer, this.sessionId !== undefined) : undefined;
        if (lost) throw lost;
        return answer;
      },
    });
  }
}

/**
 * Fails once a message is too large. In a stream of events each is a message of its own, ended by an empty line; any other answer is
 * one message, whatever lines it has.
 */
function bounded(response: Response, onTooLarge: () => void): Response {
  const { body, status, statusText, headers } = response;
  if (!body) return response;
  const events = /^text\/event-stream\b/i.test(headers.get('content-type') ?? '');
  let bytes = 0;
  const limit = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      const end = events ? endOfEvents(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)) : -1;
      bytes = end < 0 ? bytes + chunk.length : chunk.length - end;
      if (bytes > MAX_MESSAGE_BYTES) {
        onTooLarge();
        controller.error(new Error(describeProblem({ type: 'tooLarge' })));
      } else {
        controller.enqueue(chunk);
      }
    },
  });
  return new Response(body.pipeThrough(limit), { status, statusText, headers });
}

/** Where the last event ends that a chunk holds whole; -1 where it holds none. */
function endOfEvents(chunk: Buffer): number {
  return Math.max(chunk.lastIndexOf('\n\n'), chunk.lastIndexOf('\n\r\n'), chunk.lastIndexOf('\r\r'));
}
