import type { AgentEvent, Entry } from '../../agent/events/events.ts';
import { isJson } from '../../util/text/json.ts';
import { truncate } from '../../util/text/truncate.ts';
import { changeAction, requestAction } from './actions.ts';
import { addUsage } from './addUsage.ts';
import type { ContentBlock, ReasoningBlock } from './blocks.ts';
import { endCompaction, startCompaction } from './compaction.ts';
import { queueAfter } from './promptQueue.ts';
import { redo, rewind, showChanges } from './restore.ts';
import { addOutput, addToolCall, changeCommand, finishTool, isCall, startTool, stringArgument } from './toolCalls.ts';
import type { Transcript } from './transcript.ts';
import { TranscriptDraft } from './transcriptDraft.ts';

export type { Why } from '../../agent/events/events.ts';
export type { ForeignSource, ServerLaunch } from '../../agent/events/externalTools.ts';
export type { Hazard, Reason } from '../../gate/reasons.ts';
export type { Rule } from '../../gate/rules.ts';
export type * from './blocks.ts';
export type { QueuedPrompt } from './promptQueue.ts';
export * from './transcript.ts';
export { earlierParts, lastPart, withEarlier } from './windowing.ts';

/** Folds entries, in order, into a transcript. Pure: one copy of the block list for each call, one of each touched block. */
export function reduce(transcript: Transcript, entries: readonly Entry[]): Transcript {
  if (entries.length === 0) return transcript;
  const draft = new TranscriptDraft(transcript);
  for (const entry of entries) apply(draft, entry);
  return draft.next;
}

/** What happens while a step streams and says nothing of it: the user writes on, a command in the background ends. */
const BESIDE_THE_STEP: ReadonlySet<AgentEvent['type']> = new Set([
  'reasoning.delta',
  'command.changed',
  'prompt.queued',
  'prompt.unqueued',
  'session.renamed',
  'rule.added',
]);

/** What shows that the request was answered, or is over. */
const OF_A_REPLY: ReadonlySet<AgentEvent['type']> = new Set([
  'reasoning.delta',
  'content.delta',
  'toolCall.delta',
  'step.finished',
  'step.interrupted',
]);

function apply(draft: TranscriptDraft, { seq, at, event }: Entry): void {
  const { next } = draft;
  next.seq = seq;
  next.queue = queueAfter(next.queue, event);
  if (!BESIDE_THE_STEP.has(event.type)) endReasoning(draft, at);
  if (OF_A_REPLY.has(event.type) && next.activity.type === 'working' && next.activity.asked !== undefined)
    next.activity = { type: 'working' };
  switch (event.type) {
    case 'session.created':
    case 'folders.changed':
    case 'rule.added':
    case 'command.read':
      return;
    case 'session.renamed':
      next.title = event.title;
      if (event.usage) next.totalUsage = addUsage(next.totalUsage, event.usage);
      return;
    case 'entries.missing':
      next.steps += event.steps ?? 0;
      next.turns += event.turns ?? 0;
      return draft.add({ type: 'notice', id: `notice-${seq}`, notice: 'missing' });
    case 'media.refused':
      return tellRefused(draft, event, seq);
    case 'media.gone':
      return tellGone(draft, event.blobs, seq);
    case 'session.imported':
      return markImported(draft, event, seq);
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
    case 'prompt.queued':
    case 'prompt.unqueued':
      return;
    case 'prompt.steered': {
      const { text, attachments } = event.prompt;
      draft.add({ type: 'user', id: `user-${seq}`, turn: next.turns, steers: true, text, attachments, at });
      return;
    }
    case 'turn.resumed':
      return resumeTurn(draft);
    case 'turn.finished':
      return finishTurn(draft, event, seq);
    case 'step.started':
      next.steps += 1;
      next.stepStart = next.blocks.length;
      next.stepVoid = false;
      next.activity = { type: 'working', asked: at };
      return;
    case 'compaction.started':
      return startCompaction(draft, event, seq, at);
    case 'compaction.finished':
    case 'compaction.failed':
      return endCompaction(draft, event);
    case 'step.waiting':
    case 'compaction.waiting':
      next.activity = { type: 'waiting', failure: event.failure, until: event.until, attempt: event.attempt };
      return;
    case 'step.restarted':
      draft.dropStep();
      next.activity = { type: 'working', asked: at };
      return;
    case 'compaction.restarted':
      next.activity = { type: 'working' };
      return;
    case 'step.finished':
      return finishStep(draft, event, seq);
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
    case 'helper.stepped':
      if (event.usage) next.turnUsage = addUsage(next.turnUsage, event.usage);
      if (event.usage) next.totalUsage = addUsage(next.totalUsage, event.usage);
      return;
    case 'tool.finished':
      return finishTool(draft, event);
    case 'command.changed':
      return changeCommand(draft, event);
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

/** What was refused is sent no more: each time it is news. */
function tellRefused(
  draft: TranscriptDraft,
  { blobs, detail }: Extract<AgentEvent, { type: 'media.refused' }>,
  seq: number,
): void {
  draft.add({ type: 'notice', id: `notice-${seq}`, notice: 'mediaRefused', gone: blobs, detail });
}

/** Each is told of once. */
function tellGone(draft: TranscriptDraft, blobs: readonly string[], seq: number): void {
  const told = new Set(draft.next.blocks.flatMap((block) => (block.type === 'notice' ? (block.gone ?? []) : [])));
  const gone = blobs.filter((blob) => !told.has(blob));
  if (gone.length > 0) draft.add({ type: 'notice', id: `notice-${seq}`, notice: 'mediaGone', gone });
}

/** Stands before what offers to go on with the last turn. */
function markImported(
  draft: TranscriptDraft,
  { missingMedia = 0, copied }: Extract<AgentEvent, { type: 'session.imported' }>,
  seq: number,
): void {
  const { next, last } = draft;
  next.rewindings = [];
  next.blocks = next.blocks.map((block) =>
    block.type === 'edit' || block.type === 'changes' ? { ...block, imported: true as const } : block,
  );
  const place = last?.type === 'notice' || last?.type === 'error' ? next.blocks.length - 1 : next.blocks.length;
  const missing = missingMedia > 0 ? { missingMedia } : {};
  next.blocks.splice(place, 0, {
    type: 'notice',
    id: `notice-${seq}`,
    notice: copied ? 'copied' : 'imported',
    ...missing,
  });
}

function finishTurn(draft: TranscriptDraft, event: Extract<AgentEvent, { type: 'turn.finished' }>, seq: number): void {
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
function resumeTurn(draft: TranscriptDraft): void {
  const { last } = draft;
  if (last?.type === 'error' || last?.type === 'notice') draft.next.blocks.pop();
  if (draft.next.stepVoid) draft.dropStep();
  draft.next.stepVoid = false;
  draft.next.rewindings = [];
  draft.next.activity = { type: 'working' };
}

function finishStep(draft: TranscriptDraft, event: Extract<AgentEvent, { type: 'step.finished' }>, seq: number): void {
  const { next } = draft;
  for (const block of draft.editStep()) {
    if (block.type === 'content') block.streaming = false;
    if (isCall(block) && block.state === 'streaming') {
      // One that the output limit cut was never made.
      block.state = event.finish === 'length' && !isJson(block.arguments) ? 'cancelled' : 'queued';
      if (block.type === 'command') block.command = stringArgument(block.arguments, 'command') ?? block.command;
      if (block.type === 'edit') block.path = stringArgument(block.arguments, 'path') ?? block.path ?? '';
    }
  }
  if (event.usage) {
    next.lastUsage = event.usage;
    next.contextTokens = event.usage.prompt + event.usage.completion;
    next.turnUsage = addUsage(next.turnUsage, event.usage);
    next.totalUsage = addUsage(next.totalUsage, event.usage);
  }
  // Told once, before the step that showed it.
  const told = next.blocks.some((block) => block.type === 'notice' && block.notice === 'thinkTags');
  if (event.thinkTags && !told) {
    draft.insert({ type: 'notice', id: `notice-${seq}`, notice: 'thinkTags' }, next.stepStart);
    next.stepStart += 1;
  }
}

function interruptStep(draft: TranscriptDraft, event: Extract<AgentEvent, { type: 'step.interrupted' }>): void {
  for (const block of draft.editStep()) {
    if (block.type === 'content') block.streaming = false;
    if (isCall(block) && block.state === 'streaming') block.state = 'cancelled';
  }
  draft.next.stepVoid = event.cause !== 'stopped';
}

function endReasoning(draft: TranscriptDraft, at: number): void {
  const { last } = draft;
  if (last?.type !== 'reasoning' || last.endedAt !== undefined) return;
  const block = draft.edit((candidate): candidate is ReasoningBlock => candidate === last);
  if (block) block.endedAt = at;
}

/** Reasoning that goes on after content has begun goes on where it was, folded: some servers send both in turns. */
function addReasoning(draft: TranscriptDraft, text: string, seq: number, at: number): void {
  const { last, next } = draft;
  const goesOn = last?.type === 'content' || last?.type === 'reasoning';
  const block = goesOn
    ? draft.edit((candidate): candidate is ReasoningBlock => candidate.type === 'reasoning', next.stepStart)
    : undefined;
  if (block) {
    block.text += text;
    if (block.endedAt !== undefined) block.endedAt = at;
  } else if (text !== '') {
    draft.add({ type: 'reasoning', id: `reasoning-${seq}`, text, startedAt: at });
  }
}

/** The content of a step is one document, whatever comes between its parts: a table or a block of code would be torn. */
function addContent(draft: TranscriptDraft, text: string, seq: number): void {
  const block = draft.edit(
    (candidate): candidate is ContentBlock => candidate.type === 'content' && candidate.streaming,
    draft.next.stepStart,
  );
  if (block) {
    block.text += text;
  } else if (text !== '') {
    draft.add({ type: 'content', id: `content-${seq}`, text, streaming: true });
  }
}

/** What a session is called after its first prompt. */
export function titleOf(prompt: string): string {
  const line = prompt.trim().split('\n', 1)[0] ?? '';
  return line.length > 80 ? `${truncate(line, 79)}…` : line;
}
