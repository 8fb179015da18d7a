import { EventEmitter } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { ChatRequest } from './chatRequest.ts';
import type { ServerError } from './errors.ts';

export interface RecordedRequest {
  method: string;
  path: string;
  /** With the authorization, so that a test can see which key was sent. */
  headers: IncomingHttpHeaders;
  /** When its last byte had arrived, in milliseconds since the epoch, with fractions. */
  at: number;
  /** The body as it came. */
  raw: string;
  /** The body of an accepted chat request. */
  body?: ChatRequest;
  /** What it was answered with, when not with a completion: scripted or a refusal. */
  error?: ServerError;
  /** The client hung up before the reply was complete. */
  aborted: boolean;
  /** Resolves when nothing more is sent: the reply is complete, cut, or aborted. */
  finished: Promise<void>;
}

/** Every request in order of arrival, and the waiting for the next one. */
export class RequestLog {
  readonly requests: RecordedRequest[] = [];
  readonly #events = new EventEmitter<{ request: [RecordedRequest]; close: [] }>().setMaxListeners(0);

  /** The request is not announced yet: whoever waits for it wants to see what became of it. */
  record(request: IncomingMessage, response: ServerResponse, raw: string): RecordedRequest {
    const recorded: RecordedRequest = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      at: performance.timeOrigin + performance.now(),
      raw,
      aborted: false,
      finished: new Promise((resolve) => response.once('close', resolve)),
    };
    this.requests.push(recorded);
    return recorded;
  }

  announce(request: RecordedRequest): void {
    this.#events.emit('request', request);
  }

  close(): void {
    this.#events.emit('close');
  }

  /** The first request, past or to come, that the predicate accepts. Rejects when the simulator is closed first. */
  find(predicate: (request: RecordedRequest) => boolean): Promise<RecordedRequest> {
    const past = this.requests.find(predicate);
    if (past) return Promise.resolve(past);
    const found = new Promise<RecordedRequest>((resolve, reject) => {
      const stop = () => {
        this.#events.off('request', onRequest).off('close', onClose);
      };
      const onRequest = (request: RecordedRequest) => {
        if (!predicate(request)) return;
        stop();
        resolve(request);
      };
      const onClose = () => {
        stop();
        reject(
          new Error(`The simulator was closed after ${this.requests.length} requests, none of them the awaited one`),
        );
      };
      this.#events.on('request', onRequest).on('close', onClose);
    });
    // A test that no longer awaits this is not to fail for it.
    found.catch(() => {});
    return found;
  }
}
