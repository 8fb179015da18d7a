import type { ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import type { Completion } from './scenario.ts';

/**
 * Writes server-sent events, one write per event unless the scenario says otherwise.
 * Every method rejects once the client has hung up.
 */
export class EventWriter {
  readonly #response: ServerResponse;
  readonly #hungUp: AbortSignal;
  readonly #lineEnd: string;
  readonly #gathers: boolean;
  readonly #writeSize: number;
  #waiting: Buffer[] = [];

  constructor(response: ServerResponse, { crlf, pace, split }: Completion, hungUp: AbortSignal) {
    this.#response = response;
    this.#hungUp = hungUp;
    this.#lineEnd = crlf ? '\r\n' : '\n';
    this.#gathers = pace === 'burst';
    this.#writeSize = typeof split === 'object' ? split.bytes : Number.POSITIVE_INFINITY;
  }

  event(data: string): Promise<void> {
    return this.#line(`data: ${data}`);
  }

  comment(text: string): Promise<void> {
    return this.#line(`: ${text}`);
  }

  /** Sends what has been held back to fill a write. */
  async flush(): Promise<void> {
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    for (let start = 0; start < bytes.length; start += this.#writeSize) {
      await this.#write(bytes.subarray(start, start + this.#writeSize));
    }
  }

  async #line(text: string): Promise<void> {
    this.#waiting.push(Buffer.from(text + this.#lineEnd + this.#lineEnd));
    if (this.#gathers) return;
    if (this.#writeSize === Number.POSITIVE_INFINITY) return this.flush();
    let bytes = Buffer.concat(this.#waiting);
    for (; bytes.length >= this.#writeSize; bytes = bytes.subarray(this.#writeSize)) {
      await this.#write(bytes.subarray(0, this.#writeSize));
    }
    this.#waiting = [bytes];
  }

  /** Resolves when the bytes are on their way and everything else that waited in the process had its turn. */
  async #write(bytes: Buffer): Promise<void> {
    this.#hungUp.throwIfAborted();
    await new Promise<void>((resolve) => {
      this.#response.write(bytes, () => resolve());
    });
    await setImmediate();
    this.#hungUp.throwIfAborted();
  }
}
