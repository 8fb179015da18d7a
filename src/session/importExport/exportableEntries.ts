import type { AgentEvent, Entry, FileChange } from '../../agent/events/events.ts';
import { EVENT_TRAITS } from '../../agent/events/eventTraits.ts';
import { mergeDeltas } from '../log/mergeDeltas.ts';
import { dropRewound } from './dropRewound.ts';

/**
 * A session's entries as they may leave this machine: what was said and done, without what the user took back, what they
 * allowed, what waits, where the workspace lies, and what serves to undo. Neighbouring deltas are one, so that a key which came
 * in pieces can be found.
 */
export function exportableEntries(entries: readonly Entry[]): Entry[] {
  const shared: Entry[] = [];
  for (const entry of dropRewound(entries)) {
    const event = shareEvent(entry.event);
    if (!event) continue;
    const last = shared.at(-1);
    const joined = last && mergeDeltas(last.event, event);
    if (last && joined) last.event = joined;
    else shared.push({ ...entry, event });
  }
  return shared;
}

function shareEvent(event: AgentEvent): AgentEvent | undefined {
  if (!EVENT_TRAITS[event.type].exported) return undefined;
  switch (event.type) {
    case 'action.requested': {
      const { action } = event;
      if (action.type !== 'edit') return event;
      const to = action.to ? { to: { path: action.to.path, absolutePath: action.to.path } } : {};
      const { realPath: _, ...shared } = action;
      return { ...event, action: { ...shared, absolutePath: action.path, ...to } };
    }
    case 'files.changed':
    case 'session.rewound':
    case 'session.redone':
      return { ...event, files: event.files.map(shareFile) };
    case 'turn.changed':
      return {
        ...event,
        files: event.files.map((file) => ({ ...shareFile(file), added: file.added, removed: file.removed })),
      };
    default:
      return event;
  }
}

function shareFile({ path, before, after }: FileChange): FileChange {
  return { path, absolutePath: path, before, after };
}
