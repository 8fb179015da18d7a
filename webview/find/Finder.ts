import type { Block } from '../../src/shared/transcript/reduce.ts';
import { blockText } from './blockText.ts';

/** One place: the `nth` match, from 0, in the block with this id. */
export interface Match {
  block: string;
  nth: number;
}

/** Characters that one task looks through for the first time; what is drawn as Markdown has to be lexed for it. */
const TASK_CHARACTERS = 40_000;

/** Finds text in a transcript's data, so also in blocks that do not stand in the page. Letters match in either case. */
export class Finder {
  private readonly texts = new WeakMap<Block, string>();
  private found: { id: string; from: number; count: number }[] = [];
  private count = 0;

  /** How many matches the last search found. */
  get total(): number {
    return this.count;
  }

  /** Searches in pieces, each of which may be a task; the results are there when it ends. */
  *search(blocks: readonly Block[], pattern: RegExp | undefined): Generator<void> {
    const found: typeof this.found = [];
    let total = 0;
    let read = 0;
    for (const block of pattern ? blocks : []) {
      if (!this.texts.has(block)) {
        const text = blockText(block);
        this.texts.set(block, text);
        read += text.length + 100;
      }
      if (read > TASK_CHARACTERS) {
        read = 0;
        yield;
      }
      const count = pattern ? countMatches(this.texts.get(block) ?? '', pattern) : 0;
      if (count > 0) found.push({ id: block.id, from: total, count });
      total += count;
    }
    this.found = found;
    this.count = total;
  }

  /** The match at a place among all, counted from 0. */
  at(place: number): Match | undefined {
    const hit = this.found.find(({ from, count }) => place >= from && place < from + count);
    return hit && { block: hit.id, nth: place - hit.from };
  }

  /** The place of the first match in one of these blocks or after them; of the last match where none follows. */
  firstFrom(blocks: readonly Block[]): number {
    const ids = new Set(blocks.map(({ id }) => id));
    return this.found.find(({ id }) => ids.has(id))?.from ?? Math.max(0, this.count - 1);
  }
}

/** Undefined where there is nothing to look for. A blank also stands for the end of a line. */
export function patternOf(query: string): RegExp | undefined {
  if (query.trim() === '') return undefined;
  const literal = query.replace(/[\\^$.*+?()[\]{}|/]/g, (sign) => `\\${sign}`);
  return new RegExp(literal.replace(/\s+/g, '\\s+'), 'giu');
}

function countMatches(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
