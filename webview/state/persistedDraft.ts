import type { Attachment } from '../../src/shared/protocol.ts';

/** What is written and not sent. */
export interface Written {
  text: string;
  attachments: readonly Attachment[];
}

/** What the panel keeps across reloads. */
export interface PersistedDraft extends Written {
  /** The session that it is written in; '' for one without prompts. */
  session: string;
  /** What is written in other sessions. */
  others: Record<string, Written>;
  past: string[];
  /** The earlier message that what is written is to take the place of, and what was written before. */
  editing?: Editing;
}

export interface Editing {
  turn: number;
  before: Written;
}

/** An older version of the panel may have written it. */
export function readSaved(saved: unknown): PersistedDraft {
  const past = field(saved, 'past');
  const others = field(saved, 'others');
  const session = field(saved, 'session');
  const editing = field(saved, 'editing');
  const turn = field(editing, 'turn');
  return {
    ...readWritten(saved),
    session: typeof session === 'string' ? session : '',
    others:
      typeof others === 'object' && others !== null
        ? Object.fromEntries(Object.entries(others).map(([id, written]) => [id, readWritten(written)]))
        : {},
    past: Array.isArray(past) ? past.filter((text) => typeof text === 'string') : [],
    ...(typeof turn === 'number' ? { editing: { turn, before: readWritten(field(editing, 'before')) } } : {}),
  };
}

function readWritten(saved: unknown): Written {
  const text = field(saved, 'text');
  const attachments = field(saved, 'attachments');
  return {
    text: typeof text === 'string' ? text : '',
    attachments: Array.isArray(attachments) ? attachments.filter(isAttachment) : [],
  };
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function isAttachment(value: unknown): value is Attachment {
  const typeOf = (name: string): string => typeof field(value, name);
  switch (field(value, 'type')) {
    case 'selection':
      return typeOf('path') === 'string' && typeOf('text') === 'string' && typeOf('startLine') === 'number';
    case 'file':
      return typeOf('path') === 'string';
    case 'folder':
      return typeOf('path') === 'string' && typeOf('text') === 'string';
    case 'data':
      return typeOf('source') === 'string' && typeOf('name') === 'string' && typeOf('text') === 'string';
    case 'image':
    case 'video':
      return typeOf('name') === 'string' && typeOf('blob') === 'string';
    default:
      return false;
  }
}
