import type { PanelState, ReadOnly, RestoreQuestion, SessionSummary, ToWebview } from '../../src/shared/protocol.ts';
import { EMPTY_TRANSCRIPT, type Transcript } from '../../src/shared/transcript/reduce.ts';
import { FramePace } from './scheduling.ts';
import { TranscriptMirror } from './TranscriptMirror.ts';

/** What the panel draws. Values are replaced, never changed in place. */
export interface PanelModel {
  sessionId: string | undefined;
  transcript: Transcript;
  /** Why this session can only be read here; undefined where it can be written. */
  readOnly: ReadOnly | undefined;
  /** Undefined until the host's first answer. */
  state: PanelState | undefined;
  sessions: SessionSummary[] | undefined;
  view: 'chat' | 'sessions';
  /** Tasks that fit the workspace. */
  suggestions: readonly string[];
  /** What the host asks before it restores files. */
  restoring: RestoreQuestion | undefined;
  /** What media of the draft cost, by blob, where the user wanted to know. */
  mediaTokens: Readonly<Record<string, { tokens: number; guessed: boolean }>>;
  /** The waiting edits of files that hold unsaved changes. */
  unsaved: readonly string[];
}

/** Keeps the panel's model up to date with the host's messages and tells who draws it, paced by frames. */
export class PanelStore {
  private current: PanelModel = {
    sessionId: undefined,
    transcript: EMPTY_TRANSCRIPT,
    readOnly: undefined,
    state: undefined,
    sessions: undefined,
    view: 'chat',
    suggestions: [],
    restoring: undefined,
    mediaTokens: {},
    unsaved: [],
  };
  private readonly mirror: TranscriptMirror;
  private readonly listeners = new Set<() => void>();
  private readonly pace = new FramePace(() => {
    for (const listener of [...this.listeners]) guarded(listener);
  });

  /** `onLost` is called when a message of the host is missing: it has to send a snapshot. */
  constructor(onLost: () => void) {
    this.mirror = new TranscriptMirror(onLost);
  }

  get model(): PanelModel {
    return this.current;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  show(view: PanelModel['view']): void {
    this.change({ view });
  }

  /** Takes what concerns the model; messages for the input are the draft's. */
  receive(message: ToWebview): void {
    switch (message.type) {
      case 'snapshot': {
        this.mirror.receive(message);
        const { sessionId, readOnly } = message;
        return this.change({ sessionId, transcript: this.mirror.transcript, readOnly, view: 'chat' });
      }
      case 'earlier':
      case 'entries':
        this.mirror.receive(message);
        return this.change({ transcript: this.mirror.transcript });
      case 'state':
        return this.change({ state: message.state });
      case 'suggestions':
        return this.change({ suggestions: message.suggestions });
      case 'unsaved':
        return this.change({ unsaved: message.actions });
      case 'restoring':
        return this.change({ restoring: message.question, ...(message.question ? { view: 'chat' as const } : {}) });
      case 'sessions':
        return this.change({ sessions: message.sessions });
      case 'showSessions':
        return this.change({ view: 'sessions' });
      case 'attach':
      case 'focusInput':
      case 'find':
        return this.change({ view: 'chat' });
      case 'mediaTokens': {
        const { blob, tokens, guessed } = message;
        return this.change({ mediaTokens: { ...this.current.mediaTokens, [blob]: { tokens, guessed } } });
      }
      case 'promptReturned':
      case 'promptRefused':
      case 'promptTaken':
      case 'attachRefused':
      case 'completions':
      case 'media':
      case 'stepPrompt':
      case 'places':
      case 'chime':
        return;
    }
  }

  private change(part: Partial<PanelModel>): void {
    this.current = { ...this.current, ...part };
    this.pace.invalidate();
  }
}

/** An error of one part of the panel is reported, and keeps no other part from being drawn. */
function guarded(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    reportError(error);
  }
}
