import { type AgentEvent, type CallKey, callKey, type ToolCallFragment } from '../../agent/events/events.ts';
import { cutStart } from '../../util/text/truncate.ts';
import type { Block, CallBlock } from './blocks.ts';
import type { TranscriptDraft } from './transcriptDraft.ts';

/** Characters of a command's output that a block keeps. */
const OUTPUT_LIMIT = 100_000;

export function addToolCall(draft: TranscriptDraft, fragment: ToolCallFragment): void {
  const call = callKey(draft.step, fragment.index);
  const block = editCall(draft, call);
  if (block) {
    block.name += fragment.name ?? '';
    block.arguments += fragment.arguments ?? '';
  } else {
    draft.add(newCall(call, fragment.name ?? '', fragment.arguments ?? ''));
  }
}

function newCall(call: CallKey, name: string, args: string): CallBlock {
  const base = { id: blockId(call), call, name, arguments: args, state: 'streaming' as const };
  switch (name) {
    case 'edit_file':
    case 'write_file':
    case 'delete_file':
    case 'rename_file':
    case 'edit_notebook':
      return { ...base, type: 'edit', added: 0, removed: 0 };
    case 'ask_user':
      return { ...base, type: 'question', question: '', choices: [], several: false };
    case 'propose_plan':
      return { ...base, type: 'question', plan: true, question: '', choices: [], several: false };
    case 'run_command':
    case 'run_task':
      return { ...base, type: 'command', command: '', printed: '' };
    default:
      return { ...base, type: 'tool' };
  }
}

export function startTool(draft: TranscriptDraft, call: CallKey, at: number): void {
  const block = editCall(draft, call);
  // A call that is run again after a reload asks what it asked before.
  if (!block || block.state === 'pending') return;
  block.state = 'running';
  if (block.type === 'command') block.startedAt = at;
}

export function addOutput(draft: TranscriptDraft, call: CallKey, text: string): void {
  const block = editCall(draft, call);
  if (block?.type === 'command') block.printed = cutStart(block.printed + text, OUTPUT_LIMIT);
  // Neighbouring events are joined, so that a line ends each piece.
  if (block?.type === 'tool') block.progress = text.trimEnd().split('\n').at(-1) ?? '';
}

export function finishTool(draft: TranscriptDraft, event: Extract<AgentEvent, { type: 'tool.finished' }>): void {
  const block = editCall(draft, event.call);
  if (!block) return;
  if (event.display.type === 'plan') return draft.showPlan(block, event.display.items);
  block.display = event.display;
  block.output = event.output;
  const open =
    block.state === 'streaming' || block.state === 'queued' || block.state === 'running' || block.state === 'pending';
  if (open) block.state = event.failed ? 'failed' : 'done';
  // It may have ended while its call was about to leave it running.
  const hasEnded = block.type === 'command' && block.ending !== undefined && block.ending.type !== 'background';
  if (block.type === 'command' && event.display.type === 'command' && !hasEnded) {
    block.ending = event.display.ending;
    block.durationMs = event.display.durationMs;
  }
}

/** The block of a call, ready to be changed, and not one of the several edits that it may propose. */
export function editCall(draft: TranscriptDraft, call: CallKey): CallBlock | undefined {
  const id = blockId(call);
  // A step's calls are among its own blocks: a new one is not looked for in all the others.
  const from = call.startsWith(`${draft.step}.`) ? draft.next.stepStart : 0;
  return draft.edit((candidate): candidate is CallBlock => isCall(candidate) && candidate.id === id, from);
}

function blockId(call: CallKey): string {
  return `call-${call}`;
}

export function changeCommand(draft: TranscriptDraft, event: Extract<AgentEvent, { type: 'command.changed' }>): void {
  const block = editCall(draft, event.call);
  if (block?.type !== 'command') return;
  block.ending = event.ending;
  block.durationMs = event.durationMs;
}

export function isCall(block: Block): block is CallBlock {
  return block.type === 'tool' || block.type === 'edit' || block.type === 'command' || block.type === 'question';
}

/** A string property of a call's arguments; undefined when they are not JSON or hold none. */
export function stringArgument(json: string, name: string): string | undefined {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value !== 'object' || value === null) return undefined;
    const property: unknown = Reflect.get(value, name);
    return typeof property === 'string' ? property : undefined;
  } catch {
    return undefined;
  }
}
