import type { AgentEvent, BlobRef, CallKey, Decision, EditAction } from '../agent/events.ts';

/** One edit of a session, decided or not. `action` holds the newest before and after. */
export interface EditRecord {
  call: CallKey;
  action: EditAction;
  /** What the model proposed, before the person changed it. */
  proposed: BlobRef | null;
  decision: Decision | undefined;
  undone: boolean;
  /** Counts the prompts so far, so that one turn's edits can be told apart. */
  turn: number;
}

/** The fold of a session's edits, in the order in which they were proposed. */
export class Edits {
  readonly byAction = new Map<string, EditRecord>();
  private turn = 0;

  apply(event: AgentEvent): void {
    switch (event.type) {
      case 'turn.started':
        this.turn += 1;
        return;
      case 'action.requested':
        if (event.action.type !== 'edit') return;
        this.byAction.set(event.action.id, {
          call: event.call,
          action: event.action,
          proposed: event.action.after,
          decision: undefined,
          undone: false,
          turn: this.turn,
        });
        return;
      case 'action.updated': {
        const edit = this.byAction.get(event.id);
        if (!edit) return;
        const { before, after, added, removed } = event;
        edit.action = { ...edit.action, before, after, added, removed };
        if (event.cause === 'rebase') edit.proposed = after;
        return;
      }
      case 'action.decided': {
        const edit = this.byAction.get(event.id);
        if (edit) edit.decision = event.decision;
        return;
      }
      case 'action.undone': {
        const edit = this.byAction.get(event.id);
        if (edit) edit.undone = true;
        return;
      }
    }
  }

  /** Accepted and not undone edits of the newest turn, newest first: the order in which they can be undone. */
  undoable(): EditRecord[] {
    return [...this.byAction.values()].filter((edit) => edit.turn === this.turn && isApplied(edit)).reverse();
  }
}

/** Whether the edit is on disk, as far as the session knows. */
export function isApplied(edit: EditRecord): boolean {
  const type = edit.decision?.type;
  return !edit.undone && (type === 'accepted' || type === 'acceptedWithChanges');
}
