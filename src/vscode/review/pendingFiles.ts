import type { EditAction } from '../../agent/events/events.ts';
import type { ChatSession } from '../../session/chatSession.ts';
import { fileOf } from '../../session/edits/realPath.ts';
import { pendingEdits } from '../../shared/transcript/reduce.ts';

/** A file that undecided edits of a session would change. */
export interface WaitingFile {
  session: string;
  kind: 'changed' | 'created' | 'deleted' | 'renamed';
  /** Where the file is once the edits are accepted; of a deleted one, where it was. */
  path: string;
  absolutePath: string;
  /** Where a renamed file is now. */
  from?: { path: string; absolutePath: string };
  added: number;
  removed: number;
  /** The file changed where an edit applies, or could not be written. */
  troubled: boolean;
  /** The user has unsaved changes in it, which accepting would save too. */
  unsaved: boolean;
  /** Its edits, in the order in which they were proposed. */
  edits: EditAction[];
}

/**
 * The files that wait for the user's decision, in the order in which they were first proposed. `unsaved` are the ids of edits
 * whose files have unsaved changes.
 */
export function pendingFiles(session: ChatSession, unsaved: readonly string[]): WaitingFile[] {
  const troubled = new Set(pendingEdits(session.transcript).flatMap(({ trouble, action }) => (trouble ? action : [])));
  const files = new Map<string, WaitingFile>();
  for (const { action } of session.proposals()) {
    const key = fileOf(action.to ?? action);
    const file = files.get(key) ?? firstOf(session.id, action);
    files.set(key, {
      ...file,
      kind: action.after === null ? 'deleted' : file.kind,
      added: file.added + action.added,
      removed: file.removed + action.removed,
      troubled: file.troubled || troubled.has(action.id),
      unsaved: file.unsaved || unsaved.includes(action.id),
      edits: [...file.edits, action],
    });
  }
  return [...files.values()];
}

function firstOf(session: string, action: EditAction): WaitingFile {
  const { path, absolutePath, to } = action;
  return {
    session,
    kind: to ? 'renamed' : action.before === null ? 'created' : 'changed',
    path: (to ?? action).path,
    absolutePath: (to ?? action).absolutePath,
    ...(to ? { from: { path, absolutePath } } : {}),
    added: 0,
    removed: 0,
    troubled: false,
    unsaved: false,
    edits: [],
  };
}
