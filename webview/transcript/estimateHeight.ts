import type { Block } from '../../src/shared/transcript/reduce.ts';

const LINE = 20;
const CHARACTER_WIDTH = 6.5;
const ONE_LINE = 28;
const CARD = 74;

/** About how high a block will be that has not stood in the page yet, in a panel that is this wide; CSS pixels. */
export function estimateHeight(block: Block, width: number): number {
  const lines = (text: string): number =>
    Math.ceil(text.length / Math.max(20, (width - 40) / CHARACTER_WIDTH)) + (text.match(/\n/g)?.length ?? 0) / 2;
  switch (block.type) {
    case 'user':
      return Math.min(20, lines(block.text)) * LINE + 30;
    case 'content':
      return lines(block.text) * LINE + 16;
    case 'reasoning':
      return block.endedAt === undefined ? lines(block.text) * LINE + ONE_LINE : ONE_LINE;
    case 'plan':
      return block.items.length * 24 + 40;
    case 'tool':
    case 'compaction':
      return ONE_LINE;
    case 'command':
      return block.state === 'done' ? 38 : CARD;
    case 'edit':
    case 'changes':
      return CARD;
    case 'notice':
    case 'error':
    case 'consent':
    case 'question':
      return CARD;
  }
}
