import { StringDecoder } from 'node:string_decoder';

/** Of a line that is cut, in UTF-16 units. */
const MAX_LINE_LENGTH = 500;
/** Of what stands before a match in a line that is cut. */
const LEAD_LENGTH = 100;
/** Bytes kept on each side of where a match begins: enough for MAX_LINE_LENGTH, whatever the characters. */
const KEPT_BYTES = 4 * MAX_LINE_LENGTH;
/** The longest that stands between a path and the text of its line. */
const MAX_PLACE_BYTES = 48;
const LINE_END = 0x0a;

/** A line that matches, or one of the context of a match. */
export interface FoundLine {
  path: string;
  /** 1-based. */
  line: number;
  matches: boolean;
  /** Cut around the match where it is long. */
  text: string;
}

/**
 * Reads what ripgrep prints with `--null --with-filename --no-heading --line-number --column`: the path, a NUL, and
 * `<line>:<column>:<text>` or, for context, `<line>-<text>`. Of a line, however long, only what is around the match is held.
 */
export class FoundLineReader {
  #pending: Buffer = Buffer.alloc(0);
  #open: OpenLine | undefined;

  /** The lines that end in this chunk. */
  read(chunk: Buffer): FoundLine[] {
    const found: FoundLine[] = [];
    let rest = this.#pending.length > 0 ? Buffer.concat([this.#pending, chunk]) : chunk;
    this.#pending = Buffer.alloc(0);
    while (rest.length > 0) {
      if (!this.#open) {
        const place = readPlace(rest);
        if (place === 'incomplete') {
          this.#pending = rest;
          break;
        }
        rest = rest.subarray(place.bytes);
        if (place.type === 'message') continue;
        this.#open = new OpenLine(place);
      }
      const end = rest.indexOf(LINE_END);
      this.#open.add(end < 0 ? rest : rest.subarray(0, end));
      if (end < 0) break;
      found.push(this.#open.read());
      this.#open = undefined;
      rest = rest.subarray(end + 1);
    }
    return found;
  }
}

interface Place {
  type: 'place';
  path: string;
  line: number;
  /** Where the match begins, in bytes from 0; undefined in context. */
  column: number | undefined;
  bytes: number;
}

/** Where the line is that begins here. A line without a place is a remark on a binary file. */
function readPlace(bytes: Buffer): Place | { type: 'message'; bytes: number } | 'incomplete' {
  const nul = bytes.indexOf(0);
  const lineEnd = bytes.indexOf(LINE_END);
  if (lineEnd >= 0 && (nul < 0 || lineEnd < nul)) return { type: 'message', bytes: lineEnd + 1 };
  if (nul < 0) return 'incomplete';
  const after = bytes.toString('latin1', nul + 1, nul + 1 + MAX_PLACE_BYTES);
  const [head, line, column] = /^(\d+)(?::(\d+):|-)/.exec(after) ?? [];
  if (head === undefined) {
    if (after.length < MAX_PLACE_BYTES && lineEnd < 0) return 'incomplete';
    return { type: 'message', bytes: lineEnd < 0 ? bytes.length : lineEnd + 1 };
  }
  return {
    type: 'place',
    path: bytes.toString('utf8', 0, nul),
    line: Number(line),
    column: column === undefined ? undefined : Number(column) - 1,
    bytes: nul + 1 + head.length,
  };
}

class OpenLine {
  readonly #place: Place;
  readonly #first: number;
  readonly #last: number;
  #kept: Buffer[] = [];
  #length = 0;

  constructor(place: Place) {
    this.#place = place;
    this.#first = Math.max(0, (place.column ?? 0) - KEPT_BYTES);
    this.#last = (place.column ?? 0) + KEPT_BYTES;
  }

  add(bytes: Buffer): void {
    const from = Math.max(0, this.#first - this.#length);
    const to = Math.min(bytes.length, this.#last - this.#length);
    // A copy, so that a few bytes do not hold a whole chunk.
    if (from < to) this.#kept.push(Buffer.from(bytes.subarray(from, to)));
    this.#length += bytes.length;
  }

  read(): FoundLine {
    const { path, line, column } = this.#place;
    const kept = Buffer.concat(this.#kept);
    const split = (column ?? 0) - this.#first;
    const before = kept.toString('utf8', 0, split).replace(this.#first > 0 ? /^\uFFFD{1,3}/ : /^\uFEFF/, '');
    const cutAfter = this.#length > this.#last;
    const after = new StringDecoder('utf8').write(kept.subarray(split)).replace(/\r$/, '');
    const text = cutAround(before, after, { before: this.#first > 0, after: cutAfter });
    return { path, line, matches: column !== undefined, text };
  }
}

/** `cut` says on which sides something is missing already. */
function cutAround(before: string, after: string, cut: { before: boolean; after: boolean }): string {
  const text = before + after;
  if (text.length <= MAX_LINE_LENGTH && !cut.before && !cut.after) return text;
  const from = Math.max(0, Math.min(before.length - LEAD_LENGTH, text.length - MAX_LINE_LENGTH));
  const part = text.slice(from, from + MAX_LINE_LENGTH).toWellFormed();
  const more = cut.after || from + MAX_LINE_LENGTH < text.length;
  return `${cut.before || from > 0 ? '…' : ''}${part}${more ? '…' : ''}`;
}

/** The texts that end in a NUL each, from chunks. */
export class NulReader {
  #rest = '';
  readonly #decoder = new StringDecoder('utf8');

  read(chunk: Buffer): string[] {
    const parts = (this.#rest + this.#decoder.write(chunk)).split('\0');
    this.#rest = parts.pop() ?? '';
    return parts;
  }
}

/** Paths and the counts that follow them: `<path> NUL <count> line end`. */
export class CountReader {
  #rest = '';
  readonly #decoder = new StringDecoder('utf8');

  read(chunk: Buffer): { path: string; count: number }[] {
    const lines = (this.#rest + this.#decoder.write(chunk)).split('\n');
    this.#rest = lines.pop() ?? '';
    return lines.flatMap((line) => {
      const [path, count] = line.split('\0');
      return path !== undefined && count !== undefined ? [{ path, count: Number(count) }] : [];
    });
  }
}
