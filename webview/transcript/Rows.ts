import type { Block } from '../../src/shared/transcript/reduce.ts';

/** What stands in one place of the transcript: a block, or neighbouring calls that only look, folded into one. */
export interface Row {
  /** Of its first block. */
  id: string;
  /** Its blocks are those from `start` up to, not including, `end`. */
  start: number;
  end: number;
}

/** Calls that change nothing and say little one by one. */
const FOLDED: ReadonlySet<string> = new Set([
  'read_file',
  'view_image',
  'list_files',
  'search_text',
  'find_files',
  'outline',
  'inspect_code',
  'get_diagnostics',
]);

/** Cuts a growing list of blocks into rows. Only what changed is cut again, and rows that stay keep their identity. */
export class Rows {
  private blocks: readonly Block[] = [];
  private rows: readonly Row[] = [];

  /** The same value as the last time where no row is another one. */
  of(blocks: readonly Block[]): readonly Row[] {
    const kept = this.keptRows(blocks);
    this.blocks = blocks;
    const fresh = cut(blocks, this.rows[kept - 1]?.end ?? 0);
    const same =
      kept + fresh.length === this.rows.length && fresh.every((row, index) => isSame(row, this.rows[kept + index]));
    if (!same) this.rows = [...this.rows.slice(0, kept), ...fresh];
    return this.rows;
  }

  /** How many rows at the beginning no change of the blocks reaches: the one before the first change might take in more. */
  private keptRows(blocks: readonly Block[]): number {
    const length = Math.min(blocks.length, this.blocks.length);
    let changed = 0;
    while (changed < length && blocks[changed] === this.blocks[changed]) changed += 1;
    let kept = this.rows.length;
    while (kept > 0 && (this.rows[kept - 1]?.end ?? 0) >= changed) kept -= 1;
    return kept;
  }
}

function cut(blocks: readonly Block[], from: number): Row[] {
  const rows: Row[] = [];
  for (let start = from; start < blocks.length; ) {
    let end = start + 1;
    if (isFolded(blocks[start])) while (isFolded(blocks[end])) end += 1;
    rows.push({ id: blocks[start]?.id ?? '', start, end });
    start = end;
  }
  return rows;
}

function isFolded(block: Block | undefined): boolean {
  return block?.type === 'tool' && FOLDED.has(block.name);
}

function isSame(a: Row, b: Row | undefined): boolean {
  return a.id === b?.id && a.start === b.start && a.end === b.end;
}
