import { cutStart, truncate } from './truncate.ts';

/** Of a text that comes in pieces and may never end: its beginning and its end, in bounded memory. */
export class HeadAndTail {
  readonly #half: number;
  #head = '';
  #tail = '';
  #length = 0;
  #bytes = 0;

  /** @param maxLength of the excerpt, in UTF-16 units */
  constructor(maxLength: number) {
    this.#half = Math.floor(maxLength / 2);
  }

  add(text: string): void {
    this.#length += text.length;
    this.#bytes += Buffer.byteLength(text);
    const room = this.#half - this.#head.length;
    this.#head += text.slice(0, room);
    this.#tail += text.slice(room);
    // Twice the length, so that the text is copied only once in a while.
    if (this.#tail.length > 2 * this.#half) this.#tail = this.#tail.slice(-this.#half);
  }

  /** The whole text, or its two ends around a note of how many bytes are left out. Neither end has half of a character. */
  read(): string {
    if (this.#length <= 2 * this.#half) return this.#head + this.#tail;
    // Both are longer than what is kept of them.
    const head = truncate(`${this.#head} `, this.#half);
    const tail = cutStart(` ${this.#tail}`, this.#half);
    const omitted = this.#bytes - Buffer.byteLength(head) - Buffer.byteLength(tail);
    return `${head}\n[… ${omitted} bytes left out …]\n${tail}`;
  }
}
