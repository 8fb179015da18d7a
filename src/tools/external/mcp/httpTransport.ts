import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ErrorCode } from '@modelcontextprotocol/sdk/types.js';
import { field, parseJson } from '../../../util/text/json.ts';
import { followAnswer } from './followAnswer.ts';
import { LostRequest, lostByAnswer, lostOnTheWay } from './lostRequest.ts';
import type { Target } from './resolveLaunch.ts';
import { describeProblem, MAX_MESSAGE_BYTES, type ServerProblem } from './serverError.ts';
import type { TransportStatus } from './transportStatus.ts';

type RequestId = string | number;

/**
 * A server at an address. Redirects are errors: headers are for that address alone. A request whose stream of events ends without
 * the answer is answered with an error whose `data` is a LostRequest, once the stream cannot be resumed either.
 */
export class HttpTransport extends StreamableHTTPClientTransport implements TransportStatus {
  failure: ServerProblem | undefined;
  readonly lastWords = '';
  /** The requests whose streams are to be resumed, by the ids of the last events. */
  private readonly resumable = new Map<string, RequestId>();

  constructor({ url, headers }: Extract<Target, { type: 'http' }>) {
    super(new URL(url), {
      requestInit: { headers },
      fetch: async (address, init) => {
        const posts = init?.method === 'POST';
        const id = posts ? requestId(init.body) : this.resumed(init?.headers);
        const response = await fetch(address, { ...init, redirect: 'error' }).catch((error: unknown) => {
          if (!posts && id !== undefined)
            this.lose(id, new LostRequest('unknown', 'its stream could not be resumed', { cause: error }));
          throw posts ? lostOnTheWay(error) : error;
        });
        if (response.status === 401) this.failure = { type: 'signIn' };
        const answer = bounded(response, () => {
          this.failure = { type: 'tooLarge' };
          void this.close();
        });
        const lost = posts ? await lostByAnswer(answer, this.sessionId !== undefined) : undefined;
        if (lost) throw lost;
        if (id === undefined) return answer;
        if (!posts && !answer.ok)
          this.lose(id, new LostRequest('unknown', `its stream could not be resumed (HTTP ${answer.status})`));
        return followAnswer(answer, id, (end, lastEvent) => {
          if (lastEvent === undefined) this.lose(id, end);
          else this.resumable.set(lastEvent, id);
        });
      },
    });
  }

  /** The request whose stream is resumed with these headers. */
  private resumed(headers: RequestInit['headers']): RequestId | undefined {
    const lastEvent = new Headers(headers).get('last-event-id') ?? '';
    const id = this.resumable.get(lastEvent);
    this.resumable.delete(lastEvent);
    return id;
  }

  /** Ends the wait for an answer. One that was cancelled is waited for no more, and this means nothing to it. */
  private lose(id: RequestId, lost: LostRequest): void {
    const error = { code: ErrorCode.ConnectionClosed, message: lost.message, data: lost };
    this.onmessage?.({ jsonrpc: '2.0', id, error });
  }
}

/** Of the message in a body; undefined where it wants no answer. */
function requestId(body: RequestInit['body']): RequestId | undefined {
  const message = typeof body === 'string' ? parseJson(body) : undefined;
  const id = field(message, 'method') === undefined ? undefined : field(message, 'id');
  return typeof id === 'string' || typeof id === 'number' ? id : undefined;
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
