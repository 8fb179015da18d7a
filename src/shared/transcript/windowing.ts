import type { Block } from './blocks.ts';
import type { Transcript } from './transcript.ts';

/** Blocks that the panel gets at once: more than it shows. */
const LAST_BLOCKS = 64;

/** Blocks of each later message. */
const EARLIER_BLOCKS = 256;

/** The end of a transcript, with at least the whole running step. `earlier` blocks come before it. */
export function lastPart(whole: Transcript): { transcript: Transcript; earlier: number } {
  const { blocks, stepStart } = whole;
  const earlier = Math.max(0, Math.min(blocks.length - LAST_BLOCKS, stepStart));
  return { transcript: { ...whole, blocks: blocks.slice(earlier), stepStart: stepStart - earlier }, earlier };
}

/** The first so many blocks of a transcript, in the order in which `withEarlier` takes them: the latest first. */
export function* earlierParts({ blocks }: Transcript, count: number): Generator<Block[]> {
  for (let end = count; end > 0; end -= EARLIER_BLOCKS) yield blocks.slice(Math.max(0, end - EARLIER_BLOCKS), end);
}

/** A part with the blocks that come just before it. */
export function withEarlier(part: Transcript, blocks: readonly Block[]): Transcript {
  return { ...part, blocks: [...blocks, ...part.blocks], stepStart: part.stepStart + blocks.length };
}
