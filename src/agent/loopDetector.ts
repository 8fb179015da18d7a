import type { ToolCall } from './contracts/model.ts';
import type { ToolResult } from './contracts/tool.ts';

/** So often the same call is made before it is told so, and before the turn is stopped. */
const TOLD = 3;
const STOPPED = 6;

/** Counts the calls of a turn that are the same to the letter, since the last change of a file: with another file they may tell something new. */
export class LoopDetector {
  private readonly counts = new Map<string, number>();
  /** The tool of the call that was made too often; undefined while there is none. */
  stopped: string | undefined;

  /** Counts a call that is about to run. False where it must not run any more. */
  admits(call: ToolCall): boolean {
    const count = this.countOf(call) + 1;
    this.counts.set(keyOf(call), count);
    if (count >= STOPPED) this.stopped = call.name;
    return count < STOPPED;
  }

  /** The result with a word about the repetition, where there is one. */
  remark(call: ToolCall, result: ToolResult): ToolResult {
    const { display, output } = result;
    if (display.type === 'edit' && display.decision.startsWith('accepted')) this.counts.clear();
    const count = this.countOf(call);
    if (count < TOLD) return result;
    const text = `[You have made this same call ${count} times in this turn. Its result will not change: do something else, or say what hinders you.]`;
    if (typeof output === 'string') return { ...result, output: `${output}\n${text}` };
    return { ...result, output: [...output, { type: 'text', text }] };
  }

  private countOf(call: ToolCall): number {
    return this.counts.get(keyOf(call)) ?? 0;
  }
}

function keyOf({ name, arguments: args }: ToolCall): string {
  return `${name} ${args}`;
}
