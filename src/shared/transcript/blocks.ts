import type {
  AgentEvent,
  Attachment,
  BlobRef,
  CallKey,
  CommandEnding,
  Display,
  EditTrouble,
  Failure,
  FetchAction,
  InputAction,
  PlanItem,
  ReadAction,
  ServerAction,
  ToolAction,
  ToolOutput,
  UnkeptReason,
  Why,
} from '../../agent/events/events.ts';

export type Block =
  | UserBlock
  | ReasoningBlock
  | ContentBlock
  | ToolBlock
  | EditBlock
  | CommandBlock
  | QuestionBlock
  | ConsentBlock
  | PlanBlock
  | NoticeBlock
  | ErrorBlock
  | ChangesBlock
  | CompactionBlock;

interface Base {
  /** Unique in the transcript and the same in every replay. */
  id: string;
}

export interface UserBlock extends Base {
  type: 'user';
  /** Counted from 1. */
  turn: number;
  /** It was written while the turn ran, and did not begin it. */
  steers?: true;
  text: string;
  attachments: Attachment[];
  at: number;
}

/** Times are milliseconds since the epoch; `endedAt` is absent while it streams. */
export interface ReasoningBlock extends Base {
  type: 'reasoning';
  text: string;
  startedAt: number;
  endedAt?: number;
}

export interface ContentBlock extends Base {
  type: 'content';
  text: string;
  streaming: boolean;
}

interface CallBase extends Base {
  call: CallKey;
  name: string;
  /** JSON as the model wrote it, possibly not yet whole. */
  arguments: string;
  display?: Display;
  output?: ToolOutput;
}

/** A call that needs no consent: its state runs streaming → queued → running → done or failed, or ends as cancelled. */
export interface ToolBlock extends CallBase {
  type: 'tool';
  state: CallState;
  /** What it told last while it ran: a search, how many lines match so far. */
  progress?: string;
}

/** A call that changes one file, or one of the edits of a call that changes several: that has a block of its own before them. */
export interface EditBlock extends CallBase {
  type: 'edit';
  state: CallState | 'pending' | 'accepted' | 'changed' | 'rejected' | 'undone';
  /** Known once the proposal stands. */
  action?: string;
  why?: Why;
  path?: string;
  creates?: boolean;
  deletes?: boolean;
  /** The new path of a renamed file, as the user reads it. */
  renamedTo?: string;
  added: number;
  removed: number;
  feedback?: string;
  /** Set while accepting did not work out. */
  trouble?: { code: EditTrouble; detail: string };
  /** The file changed under the proposal, which was rebased on it. */
  rebased?: boolean;
  /** It was cancelled since what it consists of is gone from the disk. */
  lost?: true;
  imported?: Imported;
}

export interface CommandBlock extends CallBase {
  type: 'command';
  state: CallState | 'pending' | 'skipped';
  action?: string;
  why?: Why;
  command: string;
  cwd?: string;
  /** The end of what the command printed, at most OUTPUT_LIMIT characters. */
  printed: string;
  startedAt?: number;
  ending?: CommandEnding;
  durationMs?: number;
}

/** What the model asks the user. */
export interface QuestionBlock extends CallBase {
  type: 'question';
  state: CallState | 'pending' | 'answered' | 'skipped';
  action?: string;
  question: string;
  choices: string[];
  several: boolean;
  answer?: string;
  /** The question is a plan to approve, in Markdown. */
  plan?: true;
  /** What the user allowed with the plan; or why they did not approve it. */
  approved?: 'ask' | 'autoEdits';
  feedback?: string;
}

/** What the model is about to do, in the state that it last told. The newest of a turn stands for all of them. */
export interface PlanBlock extends Base {
  type: 'plan';
  items: PlanItem[];
}

/** What a call asks consent for beside what its own block shows, or what became of it. */
export interface ConsentBlock extends Base {
  type: 'consent';
  action: string;
  /** A helper asks, for the call of the session's own. */
  helper?: true;
  asks:
    | Omit<InputAction, 'id'>
    | Omit<ReadAction, 'id'>
    | Omit<FetchAction, 'id'>
    | Omit<ToolAction, 'id'>
    | Omit<ServerAction, 'id'>;
  why?: Why;
  state: 'pending' | 'accepted' | 'rejected' | 'cancelled';
}

export interface NoticeBlock extends Base {
  type: 'notice';
  /**
   * `missing`: the log was damaged, and something of the conversation is not there any more. `thinkTags`: the server sends
   * reasoning inside the answer.
   */
  notice: 'stopped' | 'interrupted' | 'imported' | 'copied' | 'missing' | 'mediaGone' | 'mediaRefused' | 'thinkTags';
  /** The images and videos that cannot be read any more, or that the endpoint refused. */
  gone?: BlobRef[];
  /** What the endpoint said when it refused them. */
  detail?: string;
  /** Of an imported session: how many images and videos did not come along. */
  missingMedia?: number;
}

export interface ErrorBlock extends Base {
  type: 'error';
  failure: Failure;
}

/** From here on the model reads a note of its own in the place of what came before, some of which stays as it is. */
export interface CompactionBlock extends Base {
  type: 'compaction';
  state: 'running' | 'done' | 'failed';
  startedAt: number;
  /** What the user wanted kept in mind. */
  focus?: string;
  /** Markdown, of the model's. */
  note?: string;
  /** What the context took and takes, in tokens. */
  before?: number;
  after?: number;
  cause?: Extract<AgentEvent, { type: 'compaction.failed' }>['cause'];
  failure?: Failure;
}

/** What a turn changed of the workspace. */
export interface ChangesBlock extends Base {
  type: 'changes';
  turn: number;
  files: ChangedFile[];
  /** How many others, which cannot be brought back. */
  more?: number;
  imported?: Imported;
}

/** It happened to files elsewhere: here there is nothing of it to look at or to undo. */
export type Imported = true;

export interface ChangedFile {
  path: string;
  change: 'created' | 'edited' | 'deleted';
  added: number;
  removed: number;
  /** The user brought it back to what it was. */
  undone: boolean;
  /** It cannot be brought back. */
  unkept?: UnkeptReason;
}

export type CallState = 'streaming' | 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
export type CallBlock = ToolBlock | EditBlock | CommandBlock | QuestionBlock;
