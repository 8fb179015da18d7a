import type { Attachment, Entry, MediaPart, Prompt } from '../agent/events/events.ts';
import type { Approvals } from '../gate/judge.ts';
import type { ReadOnly } from './readOnly.ts';
import type { Block, Transcript } from './transcript/reduce.ts';
import type { SessionStatus } from './transcript/sessionStatus.ts';

export type {
  Attachment,
  CommandEnding,
  DataSource,
  Display,
  Entry,
  Failure,
  FailureCode,
  MediaPart,
  Prompt,
  ToolOutput,
  Usage,
} from '../agent/events/events.ts';
export { fitSize } from './imageSizeLimit.ts';
export type { Approvals, ReadOnly, SessionStatus };

/** Host to panel. The panel opens with a snapshot, then gets every later entry of the log in order. */
export type ToWebview =
  /** Of a long transcript the end: `earlier` more blocks follow in messages of their own. */
  | { type: 'snapshot'; sessionId: string; transcript: Transcript; earlier: number; readOnly?: ReadOnly }
  /** Those just before the blocks that the panel has. */
  | { type: 'earlier'; sessionId: string; blocks: Block[] }
  /** `after` is the sequence number that the panel has come to, or else it has missed something. */
  | { type: 'entries'; sessionId: string; after: number; entries: Entry[] }
  | { type: 'state'; state: PanelState }
  | { type: 'sessions'; sessions: SessionSummary[] }
  /** Shows the list of sessions, which the panel then asks for. */
  | { type: 'showSessions' }
  /** Adds a chip to the draft and puts the cursor into the input. */
  | { type: 'attach'; attachment: Attachment }
  /** What the user wanted to attach cannot be; `reason` says why. */
  | { type: 'attachRefused'; reason: string }
  /** What could stand for what is being typed: the answer to `complete`, of which the newest counts. */
  | { type: 'completions'; id: number; completions: Suggestion[] }
  /** The bytes that the panel asked for; without `data`, they are gone. */
  | { type: 'media'; blob: string; data?: Uint8Array }
  /** What a medium costs with every step; `guessed` where the endpoint did not tell. */
  | { type: 'mediaTokens'; blob: string; tokens: number; guessed: boolean }
  /** Tasks that fit the workspace, for a conversation that is empty. */
  | { type: 'suggestions'; suggestions: string[] }
  | { type: 'focusInput' }
  /** Plays a short sound: a turn is done, or something waits for the user. */
  | { type: 'chime'; sound: 'done' | 'waits' }
  /** Opens the find bar. */
  | { type: 'find' }
  /** Shows the prompt after or before the place where the user is. */
  | { type: 'stepPrompt'; step: 1 | -1 }
  /** The waiting edits of files that hold unsaved changes, which accepting saves too. */
  | { type: 'unsaved'; actions: string[] }
  /** What was sent with this text is done, or becomes part of the session `as` another text. */
  | { type: 'promptTaken'; text: string; as?: string }
  /** A prompt that was not sent comes back, so that nothing typed is lost; `reason` says what to do, where there is anything. */
  | { type: 'promptRefused'; prompt: Prompt; reason: string }
  /** The user went back to before this prompt, or took it out of the queue: it becomes part of the draft again. */
  | { type: 'promptReturned'; prompt: Prompt }
  /** Where names that the panel asked for are defined; those that nothing defines are left out. */
  | { type: 'places'; places: NamedPlace[] }
  /** Asks whether to restore what the editor previews; without a question, it is answered. */
  | { type: 'restoring'; question?: RestoreQuestion };

export type FromWebview =
  | { type: 'ready' }
  /** A message is missing: the panel needs a snapshot. */
  | { type: 'resync' }
  /** The focus came into the panel, or left it. */
  | { type: 'focus'; focused: boolean }
  /** The user is writing a prompt: said at the beginning, and now and then while it lasts. */
  | { type: 'writing' }
  /** While a turn runs the prompt waits for its end, or `steers` its next step. `replaces`: the turn that it takes the place of. */
  | { type: 'send'; prompt: Prompt; steers: boolean; replaces?: number }
  /** What becomes of a prompt that waits: it waits no longer, goes away, or goes back into the input. */
  | { type: 'queued'; id: string; action: 'hasten' | 'remove' | 'edit' }
  /** Asks what could stand for a word that is being typed after `@` or `/`. */
  | { type: 'complete'; id: number; kind: 'mention' | 'command'; query: string }
  | { type: 'attachMention'; mention: Mention }
  /** Attaches files and folders that were dropped from VS Code. */
  | { type: 'attachUris'; uris: string[] }
  /** Opens what is attached, as it is sent. */
  | { type: 'showAttachment'; attachment: Attachment }
  /** Attaches an image or a video, which the host keeps. */
  | { type: 'addMedia'; name: string; data: Uint8Array }
  | { type: 'readMedia'; blob: string }
  | { type: 'estimateMedia'; medium: MediaPart }
  | { type: 'stop' }
  /** Goes on with an interrupted or failed turn. */
  | { type: 'resume' }
  /** Ends the wait before a failed step is tried again. */
  | { type: 'retryNow' }
  | { type: 'decide'; action: string; decision: WebviewDecision }
  /** Approves a plan, and sets what may be done without asking from now on. */
  | { type: 'approvePlan'; action: string; approvals: 'ask' | 'autoEdits' }
  /** Answers what the model asked. */
  | { type: 'answer'; action: string; answer: string }
  | { type: 'acceptAll' }
  | { type: 'rejectAll'; decision: { type: 'rejected'; feedback?: string } }
  /** The ways of working that are one click away. */
  | { type: 'setApprovals'; approvals: 'ask' | 'auto' | 'plan' }
  /** Of a command that runs: `move` does not wait for it any more. */
  | { type: 'handleCommand'; call: string; action: 'stop' | 'move' | 'show' }
  | { type: 'openDiff'; action: string }
  | { type: 'undo'; action: string }
  /** Undoes what the newest turn changed; with `path`, of this file. */
  | { type: 'undoTurn'; path?: string }
  | { type: 'redo' }
  /** Goes back to before a turn; the host asks for what, and shows it first. */
  | { type: 'restore'; turn: number }
  | { type: 'answerRestore'; answer: RestoreAnswer }
  /** Shows what a turn changed, in all files or in one. */
  | { type: 'reviewChanges'; turn: number }
  | { type: 'openChange'; turn: number; path: string }
  | { type: 'openFile'; path: string; line?: number }
  | { type: 'openLink'; href: string }
  /** Asks where these names are defined. */
  | { type: 'findPlaces'; names: string[] }
  | { type: 'copy'; text: string }
  /** Of a failure that is a mistake in the extension. */
  | { type: 'copyReport'; detail: string }
  | { type: 'insertAtCursor'; text: string }
  /** Proposes the code as a change of the active editor's selection or file, in a diff. */
  | { type: 'applyCode'; text: string; language: string }
  /** Opens the code as a document of its own, not on disk. */
  | { type: 'openCode'; text: string; language: string }
  | { type: 'newSession' }
  | { type: 'listSessions' }
  | { type: 'openSession'; id: string }
  | { type: 'renameSession'; id: string; title: string }
  /** Shows a copy of it. */
  | { type: 'forkSession'; id: string }
  /** Saves it to a file that the user chooses. */
  | { type: 'exportSession'; id: string }
  | { type: 'deleteSession'; id: string }
  /** Writes the session here from now on; one that could not be written is tried again. */
  | { type: 'takeOver' }
  /** Opens a folder of the session that is shown, in a window of its own. */
  | { type: 'openItsFolder' }
  /** Shows a copy of the session that belongs to the folders that are open here. */
  | { type: 'continueHere' }
  | { type: 'runCommand'; command: PanelCommand };

/** What may be mentioned with `@`, and is then attached. Paths are as the user reads them; lines are 1-based and inclusive. */
export type Mention =
  | { type: 'file' | 'folder'; path: string }
  | { type: 'symbol'; name: string; path: string; startLine: number; endLine: number }
  | { type: 'changes'; of: 'unstaged' | 'staged' }
  /** `folder` by its name. */
  | { type: 'commit'; folder: string; hash: string }
  | { type: 'page'; url: string }
  | { type: 'problems' | 'terminal' | 'editors' };

/** One line of the list over the input. */
export interface Suggestion {
  /** A codicon's name. */
  icon: string;
  label: string;
  detail: string;
  /** What takes the place of the word that is being typed. */
  insert: string;
  /** What choosing it attaches; without, the word goes on being typed. */
  mention?: Mention;
  /** Choosing it does it at once. */
  runs?: true;
}

/** `shownPath` is as the user reads it, `line` counted from 1. */
export interface NamedPlace {
  name: string;
  path: string;
  shownPath: string;
  line: number;
}

export interface RestoreQuestion {
  /** How many would be written. */
  files: number;
  /** Those of them that the user changed since, as they read them. */
  changed: string[];
  /** What cannot be brought back, worded for the user. */
  lost?: string;
}

/** `keepChanged` restores the files that were not changed since. */
export type RestoreAnswer = 'keepChanged' | 'overwrite' | 'cancel';

/** `remember`: the rule that the question suggests is written, for the session or for good. */
export type WebviewDecision =
  | { type: 'accepted'; remember?: 'session' | 'always' }
  | { type: 'rejected'; feedback?: string };

/** The commands that the panel may run; nothing else that it names is run. */
export const PANEL_COMMANDS = [
  'askKimi.setApiKey',
  'askKimi.selectEndpoint',
  'askKimi.selectModel',
  'askKimi.selectApprovals',
  'askKimi.reviewAll',
  'askKimi.showBalance',
  'askKimi.importSession',
  'askKimi.compact',
  'askKimi.openSettings',
  'askKimi.openFolder',
  'askKimi.openWalkthrough',
  'workbench.trust.manage',
] as const;
export type PanelCommand = (typeof PANEL_COMMANDS)[number];

/** What the panel shows around the transcript. */
export interface PanelState {
  endpoint: {
    /** The preset's name as people know it, for example "Moonshot". */
    label: string;
    model: string;
    /** Tokens. */
    contextWindow: number;
    images: boolean;
    video: boolean;
    /** The endpoint's own web search is switched on. */
    webSearch?: { usdPerCall: number };
    /** It can be asked what is left on the account. */
    tellsBalance: boolean;
    /** The bundled simulator answers: what it says is scripted. */
    scripted: boolean;
  };
  /** `notNeeded`: none is set, and the endpoint is tried without, since it is no service that hands out keys. */
  key: 'present' | 'missing' | 'notNeeded';
  /** Why requests cannot be sent at all (a bad base URL, for example), worded for the user. */
  problem?: string;
  /** Why the session that is shown is not being saved. */
  unsaved?: string;
  workspace: 'open' | 'none';
  /** Where the user does not trust the workspace, edits and commands are off. */
  trusted: boolean;
  approvals: Approvals;
  /** What the other sessions of this window are doing that do not rest. */
  behind: SessionStatus[];
  /** The current selection, or else the current file, which one click attaches. */
  offered?: Attachment;
}

export interface SessionSummary {
  id: string;
  title: string;
  /** Milliseconds since the epoch, of the last entry. */
  updatedAt: number;
  /** US dollars that it has cost, where that is known. */
  usd?: number;
  /** The one that is shown. */
  current: boolean;
  standing: SessionStatus;
  /** The URIs of the folders that it belongs to, where none of them is open here. */
  elsewhere?: readonly string[];
}

/** The element that carries the panel's translations, as JSON from English text to translated text. */
export const L10N_ELEMENT_ID = 'ask-kimi-l10n';
