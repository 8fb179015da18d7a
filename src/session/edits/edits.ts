import type {
  AgentEvent,
  BlobRef,
  CallKey,
  Decision,
  EditAction,
  FileChange,
  FileImage,
} from '../../agent/events/events.ts';
import { fileOf } from './realPath.ts';

/** One edit of a session, decided or not. `action` holds the newest before and after. */
export interface EditRecord {
  call: CallKey;
  action: EditAction;
  /** What the model proposed, before the user changed it. */
  proposed: BlobRef | null;
  decision: Decision | undefined;
  undone: boolean;
  /** It waits for the user while it is undecided: it is not about to be made unasked. */
  asks: boolean;
  /** It was being written, and what became of that is not in the log yet. */
  applying: { by: 'person' | 'policy'; before: FileImage } | undefined;
  /** The folders that accepting made, the outermost first. */
  folders: string[];
  /** What accepting changed. */
  files: FileChange[];
  /** The newest texts that the proposal stood on cleanly, while it is stale. */
  ground: Pick<EditAction, 'before' | 'after'> | undefined;
  /** Counts the prompts so far, so that one turn's edits can be told apart. */
  turn: number;
}

/** The fold of a session's edits, in the order in which they were proposed. */
export class Edits {
  readonly byAction = new Map<string, EditRecord>();
  private turn = 0;
  /** What each rewinding undid, the newest last. */
  private readonly rewound: EditRecord[][] = [];

  apply(event: AgentEvent): void {
    switch (event.type) {
      case 'turn.started':
        this.turn += 1;
        return;
      case 'entries.missing':
        this.turn += event.turns ?? 0;
        return;
      case 'action.requested':
        if (event.action.type !== 'edit') return;
        this.byAction.set(event.action.id, {
          call: event.call,
          action: event.action,
          proposed: event.action.after,
          decision: undefined,
          undone: false,
          asks: event.asks ?? true,
          applying: undefined,
          folders: [],
          files: [],
          ground: undefined,
          turn: this.turn,
        });
        return;
      case 'action.updated': {
        const edit = this.byAction.get(event.id);
        if (!edit) return;
        const { before, after, added, removed } = event;
        if (event.cause === 'stale') edit.ground ??= { before: edit.action.before, after: edit.action.after };
        else edit.ground = undefined;
        edit.action = { ...edit.action, before, after, added, removed };
        if (event.cause === 'rebase') edit.proposed = event.proposed === undefined ? after : event.proposed;
        return;
      }
      case 'action.applying': {
        const edit = this.byAction.get(event.id);
        if (!edit) return;
        const { by, before, folders = [] } = event;
        Object.assign(edit, { applying: { by, before }, folders, files: [] });
        return;
      }
      case 'action.failed': {
        const edit = this.byAction.get(event.id);
        if (edit) Object.assign(edit, { applying: undefined, asks: true });
        return;
      }
      case 'files.changed':
        for (const edit of this.byAction.values()) {
          if (edit.applying && edit.call === event.call) edit.files = event.files;
        }
        return;
      case 'action.decided': {
        const edit = this.byAction.get(event.id);
        if (edit) Object.assign(edit, { decision: event.decision, applying: undefined });
        return;
      }
      case 'session.imported':
        this.byAction.clear();
        this.rewound.length = 0;
        return;
      case 'session.rewound':
        this.rewound.push(this.markUndone(event));
        return;
      case 'session.redone':
        for (const edit of this.rewound.pop() ?? []) edit.undone = false;
        return;
      case 'action.undone': {
        const edit = this.byAction.get(event.id);
        if (edit) edit.undone = true;
        return;
      }
      default:
        return;
    }
  }

  /** In the order in which they were proposed. */
  ofCall(call: CallKey): EditRecord[] {
    return [...this.byAction.values()].filter((edit) => edit.call === call);
  }

  private markUndone({ turn, files }: Extract<AgentEvent, { type: 'session.rewound' }>): EditRecord[] {
    const paths = new Set(files.map(fileOf));
    const marked = [...this.byAction.values()].filter((edit) => {
      return edit.turn >= turn && isApplied(edit) && paths.has(fileOf(edit.action));
    });
    for (const edit of marked) edit.undone = true;
    return marked;
  }
}

/** Whether the edit is on disk, as far as the session knows. */
export function isApplied(edit: EditRecord): boolean {
  const type = edit.decision?.type;
  return !edit.undone && (type === 'accepted' || type === 'acceptedWithChanges');
}
