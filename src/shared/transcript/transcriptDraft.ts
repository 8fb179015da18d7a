import type { PlanItem } from '../../agent/events/events.ts';
import type { Block, EditBlock } from './blocks.ts';
import type { Transcript } from './transcript.ts';

/** A copy of a transcript being changed: blocks are copied the first time they are touched. */
export class TranscriptDraft {
  readonly next: Transcript;
  private readonly owned = new Set<Block>();

  constructor(from: Transcript) {
    this.next = { ...from, blocks: from.blocks.slice() };
  }

  add(block: Block): void {
    this.owned.add(block);
    this.next.blocks.push(block);
  }

  insert(block: Block, place: number): void {
    this.owned.add(block);
    this.next.blocks.splice(place, 0, block);
  }

  /** After the block of its call, and what was added to that before. */
  addToCall(block: EditBlock): void {
    this.owned.add(block);
    const { blocks } = this.next;
    const last = blocks.findLastIndex((candidate) => 'call' in candidate && candidate.call === block.call);
    blocks.splice(last + 1, 0, block);
  }

  /** The last block from a place on for which `wanted` holds, ready to be changed. Recent blocks are the ones that change. */
  edit<B extends Block>(wanted: (block: Block) => block is B, from = 0): B | undefined {
    const { blocks } = this.next;
    for (let index = blocks.length - 1; index >= from; index--) {
      const block = blocks[index];
      if (block && wanted(block)) return this.own(index, block);
    }
    return undefined;
  }

  /** Every block of the running step, ready to be changed. */
  *editStep(): Iterable<Block> {
    for (let index = this.next.stepStart; index < this.next.blocks.length; index++) {
      const block = this.next.blocks[index];
      if (block) yield this.own(index, block);
    }
  }

  dropStep(): void {
    this.next.blocks.splice(this.next.stepStart);
  }

  /** The plan takes the place of its call, and of what was told of it earlier in this turn. */
  showPlan(call: Block, items: PlanItem[]): void {
    const { blocks } = this.next;
    const turnStart = blocks.findLastIndex((block) => block.type === 'user' && !block.steers);
    const earlier = blocks.findLastIndex((block, index) => block.type === 'plan' && index > turnStart);
    blocks[blocks.indexOf(call)] = { type: 'plan', id: call.id, items };
    if (earlier < 0) return;
    blocks.splice(earlier, 1);
    if (earlier < this.next.stepStart) this.next.stepStart -= 1;
  }

  get last(): Block | undefined {
    return this.next.blocks.at(-1);
  }

  get step(): number {
    return this.next.steps;
  }

  private own<B extends Block>(index: number, block: B): B {
    if (this.owned.has(block)) return block;
    const copy = { ...block };
    this.owned.add(copy);
    this.next.blocks[index] = copy;
    return copy;
  }
}
