import type { Block } from '../../src/shared/transcript/reduce.ts';
import { estimateHeight } from './estimateHeight.ts';
import type { Row } from './Rows.ts';

/** A row that stands in the page, or the room of those that do not. Lengths are in CSS pixels. */
export type Piece = { type: 'row'; row: Row; index: number } | { type: 'room'; key: string; height: number };

/** How far from the view rows stand in the page: what the next turn of the wheel shows is there. */
const AROUND = 700;

/** The view moves this far before rows come and go, and so much is added around it in one task. */
const STEP = 350;

/**
 * Which rows of a transcript stand in the page: those near the view, and those that are held. Places are measured from the
 * transcript's end, as the scroller's are. The height of a row that has stood in the page is remembered, others are guessed.
 */
export class VirtualWindow {
  private readonly heights = new Map<string, number>();
  /** Of the view's lower edge, in steps. */
  private step = 0;
  private viewHeight = 0;
  private width = 0;
  private drawn: [first: number, end: number] = [0, 0];
  /** How far from the view rows stand in the page by now: after a leap it grows by a step a task. */
  private around = AROUND;

  /** Returns whether rows have to come or go. */
  resize(width: number, height: number): boolean {
    if (width !== this.width) this.heights.clear();
    const changed = width !== this.width || height !== this.viewHeight;
    this.width = width;
    this.viewHeight = height;
    return changed;
  }

  /** `distance` is the end's from the view's lower edge. Returns whether rows have to come or go. */
  moveTo(distance: number): boolean {
    const step = Math.round(distance / STEP);
    if (step === this.step) return false;
    this.step = step;
    return true;
  }

  measure(id: string, height: number): void {
    this.heights.set(id, height);
  }

  /** Whether what was measured since the last `pieces` brings other rows near the view. */
  isStale(rows: readonly Row[], blocks: readonly Block[]): boolean {
    const [first, end] = this.near(rows, blocks, this.around);
    return first < this.drawn[0] || end > this.drawn[1];
  }

  /** From the beginning to the end. */
  pieces(rows: readonly Row[], blocks: readonly Block[], isHeld: (row: Row) => boolean): Piece[] {
    const [first, end] = this.advance(rows, blocks);
    const pieces: Piece[] = [];
    let room = 0;
    const closeRoom = (key: string): void => {
      if (room > 0) pieces.push({ type: 'room', key, height: room });
      room = 0;
    };
    for (const [index, row] of rows.entries()) {
      if ((index < first || index >= end) && !isHeld(row)) {
        room += this.heightOf(row, blocks);
        continue;
      }
      closeRoom(`before ${row.id}`);
      pieces.push({ type: 'row', row, index });
    }
    closeRoom('after all');
    return pieces;
  }

  /** Whether `pieces` left rows near the view to a later task: it has to be called again. */
  get isBehind(): boolean {
    return this.around < AROUND;
  }

  /** Where the view's lower edge has to be for a row to begin at its upper one. */
  distanceOf(wanted: Row, rows: readonly Row[], blocks: readonly Block[]): number {
    let after = 0;
    for (let index = rows.length - 1; index >= 0; index--) {
      const row = rows[index];
      if (!row) continue;
      after += this.heightOf(row, blocks);
      if (row.id === wanted.id) break;
    }
    return Math.max(0, after - this.viewHeight);
  }

  /**
   * The rows to draw now. Where the view has leapt to where none stood in the page, those in sight come first, and those around
   * them in later tasks: all at once would be a long one.
   */
  private advance(rows: readonly Row[], blocks: readonly Block[]): [first: number, end: number] {
    const [inSight, afterSight] = this.near(rows, blocks, STEP / 2);
    const isEmpty = inSight === afterSight;
    const leapt = this.viewHeight > 0 && !isEmpty && (afterSight <= this.drawn[0] || inSight >= this.drawn[1]);
    this.around = leapt ? STEP / 2 : Math.min(AROUND, this.around + STEP);
    const [first, end] = this.near(rows, blocks, AROUND);
    let [from, to] = this.near(rows, blocks, this.around);
    // What stands there already and is still near stays.
    if (this.drawn[0] < to && from < this.drawn[1]) {
      from = Math.min(from, Math.max(first, this.drawn[0]));
      to = Math.max(to, Math.min(end, this.drawn[1]));
    }
    this.drawn = [from, to];
    return this.drawn;
  }

  /** The rows, as indices, that reach into the view or `around` pixels from it. */
  private near(rows: readonly Row[], blocks: readonly Block[], around: number): [first: number, end: number] {
    const lower = this.step * STEP - around;
    const upper = this.step * STEP + this.viewHeight + around;
    let first = rows.length;
    let end = rows.length;
    let below = 0;
    for (let index = rows.length - 1; index >= 0 && below < upper; index--) {
      const row = rows[index];
      if (!row) continue;
      below += this.heightOf(row, blocks);
      if (below <= lower) end = index;
      first = index;
    }
    return [Math.min(first, end), end];
  }

  private heightOf(row: Row, blocks: readonly Block[]): number {
    const known = this.heights.get(row.id);
    if (known !== undefined) return known;
    const block = blocks[row.start];
    const guess = block ? estimateHeight(block, this.width) : 0;
    this.heights.set(row.id, guess);
    return guess;
  }
}
