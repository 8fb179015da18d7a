import type { AgentEvent, Entry } from '../../agent/events/events.ts';
import { History } from '../../agent/history/history.ts';
import { EMPTY_TRANSCRIPT, isRunning, reduce } from '../../shared/transcript/reduce.ts';
import { mediaIn, withoutMissing } from './mediaIn.ts';
import type { ReadSession } from './readSessionFile.ts';

/**
 * The log of a new session that says what an imported one does, from `created` on, and in which nothing goes on by itself: what was
 * open in it is answered, what waited is cancelled, and `session.imported` ends what could be done about the rest. `at` is now.
 */
export function closeImported(
  { entries, media }: ReadSession,
  created: Extract<AgentEvent, { type: 'session.created' }>,
  at: number,
): Entry[] {
  const missing = new Set(entries.flatMap(({ event }) => mediaIn(event)).filter((blob) => !media.has(blob))).size;
  const said = [
    { at: entries[0]?.at ?? at, event: created },
    ...entries.map((entry) => ({ at: entry.at, event: withoutMissing(entry.event, (blob) => media.has(blob)) })),
  ].map((entry, index) => ({ seq: index + 1, ...entry }));
  const end: AgentEvent[] = [
    ...closing(said),
    { type: 'session.imported', ...(missing > 0 ? { missingMedia: missing } : {}) },
  ];
  return [...said, ...end.map((event, index) => ({ seq: said.length + index + 1, at, event }))];
}

/** Ends what the entries leave open. */
function closing(entries: readonly Entry[]): AgentEvent[] {
  const history = new History();
  for (const { event } of entries) history.apply(event);
  const told = reduce(EMPTY_TRANSCRIPT, entries);
  const cutOff = told.compacting ? [{ type: 'compaction.failed', cause: 'reload' } as const] : [];
  const transcript = reduce(
    told,
    cutOff.map((event) => ({ seq: told.seq, at: 0, event })),
  );
  const step = entries.findLast(({ event }) => event.type.startsWith('step.') && event.type !== 'step.waiting')?.event;
  const stepOpen = step?.type === 'step.started' || step?.type === 'step.restarted';
  const message = 'The session was imported before this call was done; it was not run here.';
  return [
    ...cutOff,
    ...(stepOpen && isRunning(transcript) ? [{ type: 'step.interrupted', cause: 'reload' } as const] : []),
    ...[...history.undecided.keys()].map(
      (id) =>
        ({ type: 'action.decided', id, decision: { type: 'cancelled', cause: 'stopped' }, by: 'policy' }) as const,
    ),
    ...[...history.open.keys()].map(
      (call) =>
        ({
          type: 'tool.finished',
          call,
          output: `ERROR: ${message}`,
          display: { type: 'error', message },
          failed: true,
        }) as const,
    ),
    ...(isRunning(transcript) ? [{ type: 'turn.finished', outcome: { type: 'interrupted' } } as const] : []),
  ];
}
