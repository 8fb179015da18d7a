import type { AgentEvent } from '../../agent/events/events.ts';
import { addUsage } from './addUsage.ts';
import type { CompactionBlock } from './blocks.ts';
import type { TranscriptDraft } from './transcriptDraft.ts';

/** Before what a resumed turn takes away, and before what asks to resume it, which stays the last block. */
export function startCompaction(
  draft: TranscriptDraft,
  { trigger, focus }: Extract<AgentEvent, { type: 'compaction.started' }>,
  seq: number,
  at: number,
): void {
  const { next } = draft;
  // The step that was refused as too long is made again.
  if (trigger === 'overflow') draft.dropStep();
  const { last } = draft;
  const end = next.blocks.length - (last?.type === 'notice' || last?.type === 'error' ? 1 : 0);
  const place = next.stepVoid ? next.stepStart : end;
  const block = { type: 'compaction', id: `compaction-${seq}`, state: 'running', startedAt: at } as const;
  draft.insert({ ...block, ...(focus === undefined ? {} : { focus }) }, place);
  if (place <= next.stepStart) next.stepStart += 1;
  next.compacting = next.activity;
  next.activity = { type: 'working' };
}

export function endCompaction(
  draft: TranscriptDraft,
  event: Extract<AgentEvent, { type: 'compaction.finished' | 'compaction.failed' }>,
): void {
  const { next } = draft;
  const block = draft.edit(
    (candidate): candidate is CompactionBlock => candidate.type === 'compaction' && candidate.state === 'running',
  );
  if (block && event.type === 'compaction.finished') {
    const { note, before, after } = event;
    Object.assign(block, { state: 'done', note, before, after });
    next.contextTokens = after;
  } else if (block && event.type === 'compaction.failed') {
    const { cause, failure } = event;
    Object.assign(block, { state: 'failed', cause, ...(failure ? { failure } : {}) });
  }
  next.activity = next.compacting ?? next.activity;
  next.compacting = undefined;
  if (!event.usage) return;
  next.turnUsage = addUsage(next.turnUsage, event.usage);
  next.totalUsage = addUsage(next.totalUsage, event.usage);
}
