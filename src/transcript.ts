import {
  type AgentEvent,
  type CallKey,
  callKey,
  type Entry,
  type Failure,
  type PlanItem,
  type ToolCallFragment,
  type Usage,
} from './agent/events.ts';
import type {
  Block,
  CallBlock,
  CommandBlock,
  ConsentBlock,
  ContentBlock,
  EditBlock,
  QuestionBlock,
  ReasoningBlock,
} from './blocks.ts';
import { type Rewinding, redo, rewind, showChanges } from './rewinding.ts';

export type { Why } from './agent/events.ts';
export type { Hazard, Reason } from './agent/gate/reasons.ts';
export type { Rule } from './agent/gate/rules.ts';
export type * from './blocks.ts';
export type { Rewinding } from './rewinding.ts';

/** What the panel draws: the fold of a session's log. Values are never changed in place, so identity tells what changed. */
export interface Transcript {
  /** Of the last entry folded in. */
  seq: number;
  /** The person's title, or the first line of the first prompt; empty before either. */
  title: string;
  blocks: Block[];
  activity: Activity;
  /** Index in `blocks` where the running step began. */
  stepStart: number;
  /** Prompts so far, those that the person went back behind included. */
  turns: number;
  /** What a redo would take back, the newest last. */
  rewindings: Rewinding[];
  /** Steps started so far. */
  steps: number;
  /** The running step failed or was cut off, so what was streamed of it is dropped when the turn is resumed. */
  stepVoid: boolean;
  /** Of the last finished step: its prompt and completion are what the context window holds now. */
  lastUsage: Usage | undefined;
  /** Of the newest turn, and of all. */
  turnUsage: Usage;
  totalUsage: Usage;
}

export type Activity =
  | { type: 'idle' }
  | { type: 'working' }
  /** Between two attempts of a step; `until` is when the next one starts, in milliseconds since the epoch. */
  | { type: 'waiting'; failure: Failure; until: number; attempt: number }
  /** The window closed in mid-turn; the turn can be resumed. */
  | { type: 'interrupted' };

/** Characters of a command's output that a block keeps. */
export const OUTPUT_LIMIT = 100_000;

export const EMPTY_TRANSCRIPT: Transcript = {
  seq: 0,
  title: '',
  blocks: [],
  activity: { type: 'idle' },
  stepStart: 0,
  turns: 0,
  rewindings: [],
  steps: 0,
  stepVoid: false,
  lastUsage: undefined,
  turnUsage: { prompt: 0, completion: 0 },
  totalUsage: { prompt: 0, completion: 0 },
};

/** Folds entries, in order, into a transcript. Pure: one copy of the block list for each call, one of each touched block. */
export function reduce(transcript: Transcript, entries: readonly Entry[]): Transcript {
  if (entries.length === 0) return transcript;
  const draft = new Draft(transcript);
  for (const entry of entries) apply(draft, entry);
  return draft.next;
}

/** Whether a turn runs or can be resumed: the person's prompt has to wait or to take its place. */
export function isRunning(transcript: Transcript): boolean {
  return transcript.activity.type === 'working' || transcript.activity.type === 'waiting';
}

/** The call blocks of the last step that wait for a decision, in call order. */
export function pendingEdits(transcript: Transcript): EditBlock[] {
  return transcript.blocks.filter((block): block is EditBlock => block.type === 'edit' && block.state === 'pending');
}

/** A copy of a transcript being changed: blocks are copied the first time they are touched. */
class Draft {
  readonly next: Transcript;
  private readonly owned = new Set<Block>();

  constructor(from: Transcript) {
    this.next = { ...from, blocks: from.blocks.slice() };
  }

  add(block: Block): void {
    this.owned.add(block);
    this.next.blocks.push(block);
  }

  /** The last block for which `wanted` holds, ready to be changed. Recent blocks are the ones that change. */
  edit<B extends Block>(wanted: (block: Block) => block is B): B | undefined {
    const { blocks } = this.next;
    for (let index = blocks.length - 1; index >= 0; index--) {
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
    this.next.blocks.length = this.next.stepStart;
  }

  /** The plan takes the place of its call, and of what was told of it earlier in this turn. */
  showPlan(call: Block, items: PlanItem[]): void {
    const { blocks } = this.next;
    const turnStart = blocks.findLastIndex((block) => block.type === 'user');
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

function apply(draft: Draft, { seq, at, event }: Entry): void {
  const { next } = draft;
  next.seq = seq;
  if (event.type !== 'reasoning.delta') endReasoning(draft, at);
  switch (event.type) {
    case 'session.created':
    case 'rule.added':
      return;
    case 'session.renamed':
      next.title = event.title;
      return;
    case 'turn.started':
      if (next.title === '') next.title = titleOf(event.prompt.text);
      next.turns += 1;
      next.rewindings = [];
      draft.add({
        type: 'user',
        id: `user-${seq}`,
        turn: next.turns,
        text: event.prompt.text,
        attachments: event.prompt.attachments,
        at,
      });
      next.turnUsage = { prompt: 0, completion: 0 };
      next.activity = { type: 'working' };
      return;
    case 'turn.resumed':
      return resumeTurn(draft);
    case 'turn.finished':
      return finishTurn(draft, event, seq);
    case 'step.started':
      next.steps += 1;
      next.stepStart = next.blocks.length;
      next.stepVoid = false;
      next.activity = { type: 'working' };
      return;
    case 'step.waiting':
      next.activity = { type: 'waiting', failure: event.failure, until: event.until, attempt: event.attempt };
      return;
    case 'step.restarted':
      draft.dropStep();
      next.activity = { type: 'working' };
      return;
    case 'step.finished':
      return finishStep(draft, event);
    case 'step.interrupted':
      return interruptStep(draft, event);
    case 'reasoning.delta':
      return addReasoning(draft, event.text, seq, at);
    case 'content.delta':
      return addContent(draft, event.text, seq);
    case 'toolCall.delta':
      return addToolCall(draft, event);
    case 'tool.started':
      return startTool(draft, event.call, at);
    case 'tool.progress':
      return addOutput(draft, event.call, event.text);
    case 'tool.finished':
      return finishTool(draft, event);
    case 'action.requested':
      return requestAction(draft, event);
    case 'action.updated':
    case 'action.decided':
    case 'action.failed':
    case 'action.undone':
      return changeAction(draft, event, at);
    case 'action.applying':
    case 'files.changed':
    case 'files.watched':
      return;
    case 'turn.changed':
      return showChanges(next, event);
    case 'session.rewound':
      return rewind(next, event);
    case 'session.redone':
      return redo(next);
  }
}

function finishTurn(draft: Draft, event: Extract<AgentEvent, { type: 'turn.finished' }>, seq: number): void {
  draft.next.activity = { type: 'idle' };
  switch (event.outcome.type) {
    case 'completed':
      return;
    case 'stopped':
      return draft.add({ type: 'notice', id: `notice-${seq}`, notice: 'stopped' });
    case 'failed':
      return draft.add({ type: 'error', id: `error-${seq}`, failure: event.outcome.failure });
    case 'interrupted':
      draft.next.activity = { type: 'interrupted' };
      return draft.add({ type: 'notice', id: `notice-${seq}`, notice: 'interrupted' });
  }
}

/** The turn goes on as if it had never rested: what said that it had is removed. */
function resumeTurn(draft: Draft): void {
  const { last } = draft;
  if (last?.type === 'error' || last?.type === 'notice') draft.next.blocks.pop();
  if (draft.next.stepVoid) draft.dropStep();
  draft.next.stepVoid = false;
  draft.next.rewindings = [];
  draft.next.activity = { type: 'working' };
}

function finishStep(draft: Draft, event: Extract<AgentEvent, { type: 'step.finished' }>): void {
  const { next } = draft;
  for (const block of draft.editStep()) {
    if (block.type === 'content') block.streaming = false;
    if (isCall(block) && block.state === 'streaming') {
      block.state = 'queued';
      if (block.type === 'command') block.command = stringArgument(block.arguments, 'command') ?? block.command;
      if (block.type === 'edit') block.path = stringArgument(block.arguments, 'path') ?? block.path ?? '';
    }
  }
  if (event.usage) {
    next.lastUsage = event.usage;
    next.turnUsage = addUsage(next.turnUsage, event.usage);
    next.totalUsage = addUsage(next.totalUsage, event.usage);
  }
}

function interruptStep(draft: Draft, event: Extract<AgentEvent, { type: 'step.interrupted' }>): void {
  for (const block of draft.editStep()) {
    if (block.type === 'content') block.streaming = false;
    if (isCall(block) && block.state === 'streaming') block.state = 'cancelled';
  }
  draft.next.stepVoid = event.cause !== 'stopped';
}

function endReasoning(draft: Draft, at: number): void {
  const { last } = draft;
  if (last?.type !== 'reasoning' || last.endedAt !== undefined) return;
  const block = draft.edit((candidate): candidate is ReasoningBlock => candidate === last);
  if (block) block.endedAt = at;
}

function addReasoning(draft: Draft, text: string, seq: number, at: number): void {
  const { last } = draft;
  if (last?.type === 'reasoning' && last.endedAt === undefined) {
    const block = draft.edit((candidate): candidate is ReasoningBlock => candidate === last);
    if (block) block.text += text;
  } else if (text !== '') {
    draft.add({ type: 'reasoning', id: `reasoning-${seq}`, text, startedAt: at });
  }
}

function addContent(draft: Draft, text: string, seq: number): void {
  const { last } = draft;
  if (last?.type === 'content' && last.streaming) {
    const block = draft.edit((candidate): candidate is ContentBlock => candidate === last);
    if (block) block.text += text;
  } else if (text !== '') {
    draft.add({ type: 'content', id: `content-${seq}`, text, streaming: true });
  }
}

function addToolCall(draft: Draft, fragment: ToolCallFragment): void {
  const call = callKey(draft.step, fragment.index);
  const block = draft.edit((candidate): candidate is CallBlock => isCall(candidate) && candidate.call === call);
  if (block) {
    block.name += fragment.name ?? '';
    block.arguments += fragment.arguments ?? '';
  } else {
    draft.add(newCall(call, fragment.name ?? '', fragment.arguments ?? ''));
  }
}

function newCall(call: CallKey, name: string, args: string): CallBlock {
  const base = { id: `call-${call}`, call, name, arguments: args, state: 'streaming' as const };
  switch (name) {
    case 'edit_file':
    case 'write_file':
    case 'delete_file':
    case 'rename_file':
    case 'edit_notebook':
      return { ...base, type: 'edit', added: 0, removed: 0 };
    case 'ask_user':
      return { ...base, type: 'question', question: '', choices: [], several: false };
    case 'run_command':
      return { ...base, type: 'command', command: '', printed: '' };
    default:
      return { ...base, type: 'tool' };
  }
}

function startTool(draft: Draft, call: CallKey, at: number): void {
  const block = draft.edit((candidate): candidate is CallBlock => isCall(candidate) && candidate.call === call);
  // A call that is run again after a reload asks what it asked before.
  if (!block || block.state === 'pending') return;
  block.state = 'running';
  if (block.type === 'command') block.startedAt = at;
}

function addOutput(draft: Draft, call: CallKey, text: string): void {
  const block = draft.edit((candidate): candidate is CallBlock => isCall(candidate) && candidate.call === call);
  if (block?.type === 'command') block.printed = (block.printed + text).slice(-OUTPUT_LIMIT);
  // Neighbouring events are joined, so that a line ends each piece.
  if (block?.type === 'tool') block.progress = text.trimEnd().split('\n').at(-1) ?? '';
}

function finishTool(draft: Draft, event: Extract<AgentEvent, { type: 'tool.finished' }>): void {
  const block = draft.edit((candidate): candidate is CallBlock => isCall(candidate) && candidate.call === event.call);
  if (!block) return;
  if (event.display.type === 'plan') return draft.showPlan(block, event.display.items);
  block.display = event.display;
  block.output = event.output;
  const open =
    block.state === 'streaming' || block.state === 'queued' || block.state === 'running' || block.state === 'pending';
  if (open) block.state = event.failed ? 'failed' : 'done';
  if (block.type === 'command' && event.display.type === 'command') {
    block.ending = event.display.ending;
    block.durationMs = event.display.durationMs;
  }
}

function requestAction(draft: Draft, event: Extract<AgentEvent, { type: 'action.requested' }>): void {
  const { call, action, reasons, suggestion } = event;
  const why = reasons ? { why: { reasons, ...(suggestion ? { suggestion } : {}) } } : {};
  const block = draft.edit((candidate): candidate is CallBlock => isCall(candidate) && candidate.call === call);
  if (action.type === 'edit' && block?.type === 'edit') {
    block.state = 'pending';
    block.action = action.id;
    block.path = action.path;
    block.creates = action.before === null;
    block.deletes = action.after === null;
    Object.assign(block, why);
    if (action.to) block.renamedTo = action.to.path;
    block.added = action.added;
    block.removed = action.removed;
  } else if (action.type === 'command' && block?.type === 'command') {
    block.state = 'pending';
    block.action = action.id;
    block.command = action.command;
    block.cwd = action.cwd;
    Object.assign(block, why);
  } else if (action.type === 'question' && block?.type === 'question') {
    const { id, question, choices, several } = action;
    Object.assign(block, { state: 'pending', action: id, question, choices, several });
  } else if (action.type === 'read' || action.type === 'fetch') {
    const { id, ...asks } = action;
    draft.add({ type: 'consent', id: `consent-${id}`, action: id, asks, ...why, state: 'pending' });
  }
}

type ActionChange = Extract<
  AgentEvent,
  { type: 'action.updated' | 'action.decided' | 'action.failed' | 'action.undone' }
>;

function changeAction(draft: Draft, event: ActionChange, at: number): void {
  const block = draft.edit(
    (candidate): candidate is EditBlock | CommandBlock | QuestionBlock | ConsentBlock =>
      'action' in candidate && candidate.action === event.id,
  );
  if (block?.type === 'edit') changeEdit(block, event);
  if (event.type !== 'action.decided') return;
  const accepted = event.decision.type === 'accepted';
  const cancelled = event.decision.type === 'cancelled';
  if (block?.type === 'command') {
    block.state = accepted ? 'running' : cancelled ? 'cancelled' : 'skipped';
    if (accepted) block.startedAt = at;
  }
  if (block?.type === 'question') {
    block.state = event.decision.type === 'answered' ? 'answered' : cancelled ? 'cancelled' : 'skipped';
    if (event.decision.type === 'answered') block.answer = event.decision.answer;
  }
  if (block?.type === 'consent') block.state = accepted ? 'accepted' : cancelled ? 'cancelled' : 'rejected';
}

function changeEdit(block: EditBlock, event: ActionChange): void {
  switch (event.type) {
    case 'action.updated':
      block.added = event.added;
      block.removed = event.removed;
      block.creates = event.before === null;
      block.rebased = event.cause === 'rebase';
      delete block.trouble;
      return;
    case 'action.failed':
      block.state = 'pending';
      block.trouble = { code: event.code, detail: event.detail };
      return;
    case 'action.undone':
      block.state = 'undone';
      return;
    case 'action.decided':
      delete block.trouble;
      switch (event.decision.type) {
        case 'accepted':
          block.state = 'accepted';
          return;
        case 'acceptedWithChanges':
          block.state = 'changed';
          return;
        case 'rejected':
          block.state = 'rejected';
          if (event.decision.feedback !== undefined) block.feedback = event.decision.feedback;
          return;
        case 'cancelled':
          block.state = 'cancelled';
          return;
        case 'answered':
          return;
      }
  }
}

function isCall(block: Block): block is CallBlock {
  return block.type === 'tool' || block.type === 'edit' || block.type === 'command' || block.type === 'question';
}

function titleOf(prompt: string): string {
  const line = prompt.trim().split('\n', 1)[0] ?? '';
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

/** A sum is as sure as its least sure part. */
function addUsage(total: Usage, usage: Usage): Usage {
  const estimated = total.estimated || usage.estimated;
  return {
    prompt: total.prompt + usage.prompt,
    completion: total.completion + usage.completion,
    cached: (total.cached ?? 0) + (usage.cached ?? 0),
    reasoning: (total.reasoning ?? 0) + (usage.reasoning ?? 0),
    builtinCalls: (total.builtinCalls ?? 0) + (usage.builtinCalls ?? 0),
    ...(estimated ? { estimated } : {}),
    ...(total.cost || usage.cost ? { cost: addCost(total.cost, usage.cost) } : {}),
  };
}

function addCost(total: Usage['cost'], cost: Usage['cost']): NonNullable<Usage['cost']> {
  const guessed = total?.by === 'estimate' || cost?.by === 'estimate';
  return { usd: (total?.usd ?? 0) + (cost?.usd ?? 0), by: guessed ? 'estimate' : 'provider' };
}

/** A string property of a call's arguments; undefined when they are not JSON or hold none. */
function stringArgument(json: string, name: string): string | undefined {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value !== 'object' || value === null) return undefined;
    const property: unknown = Reflect.get(value, name);
    return typeof property === 'string' ? property : undefined;
  } catch {
    return undefined;
  }
}
