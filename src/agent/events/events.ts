import type { Reason } from '../../gate/reasons.ts';
import type { Rule } from '../../gate/rules.ts';
import type { ForeignDefinition, ForeignSource, ServerLaunch } from './externalTools.ts';

/**
 * Everything that can happen in a session. The ordered log of these events is the session: `transcript()` folds it for
 * the panel and `history()` for the model, and reopening, resuming and exporting are replays of it.
 *
 * Events carry data, never wording: the panel words them in the user's language.
 */
export type AgentEvent =
  /**
   * `tools` are the names of what the model is offered, the same all session long; older logs do not say. `foreign` are the
   * definitions of those that come from elsewhere, which may be gone or be others when the session goes on. `folders` are the URIs
   * of those that it belongs to, none where it began without a folder; `workspaceFile` is the URI of the file that lists them.
   */
  | {
      type: 'session.created';
      system: string;
      tools?: string[];
      foreign?: ForeignDefinition[];
      folders?: string[];
      workspaceFile?: string;
    }
  /** The window's folders are others than the model knows: it is told `described` with the next prompt. */
  | { type: 'folders.changed'; described: string }
  /** By the user; with `usage`, by the model, which that cost. */
  | { type: 'session.renamed'; title: string; usage?: Usage }
  /**
   * All before came from a file, and may come from anybody: it is what was said, and nothing of it can be done, undone or gone back
   * to in the files here. `missingMedia` counts images and videos that did not come along. `copied`: it came from a session of the
   * user's own in other folders.
   */
  | { type: 'session.imported'; missingMedia?: number; copied?: true }
  /**
   * Some of the log is missing here: it was damaged. `steps` and `turns` are how many began in what is missing, as far as later
   * entries show. It is found when the log is read.
   */
  | { type: 'entries.missing'; steps?: number; turns?: number }
  /** `queued`: the waiting prompt that it is. */
  /** `planning`: the approvals setting is `plan`, which the model is told. */
  | { type: 'turn.started'; prompt: Prompt; model: string; queued?: string; planning?: true }
  | { type: 'turn.resumed'; model: string }
  | { type: 'turn.finished'; outcome: TurnOutcome }
  /** The user wrote on while a turn ran: for its next step where it `steers`, else for after its end. Told again, it is changed. */
  | { type: 'prompt.queued'; id: string; prompt: Prompt; steers: boolean }
  /** The user thought better of a waiting prompt, or took it back into the input. */
  | { type: 'prompt.unqueued'; id: string }
  /** A waiting prompt became part of the running turn. */
  | { type: 'prompt.steered'; id: string; prompt: Prompt }
  | { type: 'step.started' }
  /**
   * The model is asked for a note that takes the place of the conversation so far: by the user, with what they want kept in mind,
   * as the context nears the window, or as the endpoint refused it as too long. All stays as it was until it is finished.
   */
  | { type: 'compaction.started'; trigger: CompactionTrigger; focus?: string }
  | { type: 'compaction.waiting'; failure: Failure; until: number; attempt: number }
  | { type: 'compaction.restarted' }
  /**
   * The note stands for everything up to the end of the step `through`, in what the model reads; the log keeps it. `before` and
   * `after` are what the context took and takes, in tokens, as far as they can be told.
   */
  | { type: 'compaction.finished'; note: string; through: number; before: number; after: number; usage?: Usage }
  /** `larger`: the note would not have taken less room. */
  | { type: 'compaction.failed'; cause: 'stopped' | 'larger' | 'reload' | 'failed'; failure?: Failure; usage?: Usage }
  | { type: 'reasoning.delta'; text: string }
  | { type: 'content.delta'; text: string }
  | ({ type: 'toolCall.delta' } & ToolCallFragment)
  | { type: 'step.waiting'; failure: Failure; until: number; attempt: number }
  /** The step begins again: what was streamed of it so far is void. */
  | { type: 'step.restarted' }
  /** Images and videos of the conversation cannot be read any more: the step's request has a text in their place. */
  | { type: 'media.gone'; blobs: BlobRef[] }
  /** The endpoint refused these images and videos, in these words of its own: they have a text in their place. */
  | { type: 'media.refused'; blobs: BlobRef[]; detail: string }
  /** `thinkTags`: the reasoning came inside the content, between tags, and was taken out of it. */
  | { type: 'step.finished'; finish: FinishReason; reasoningField: ReasoningField; thinkTags?: true; usage?: Usage }
  /** The step will never finish. Stopped by the user, its content stays in the history; otherwise nothing of it does. */
  | { type: 'step.interrupted'; cause: 'stopped' | 'failed' | 'reload' }
  | { type: 'tool.started'; call: CallKey }
  | { type: 'tool.progress'; call: CallKey; text: string }
  /** A helper, which works for this call, made a request to the model. */
  | { type: 'helper.stepped'; call: CallKey; usage?: Usage }
  | { type: 'tool.finished'; call: CallKey; output: ToolOutput; display: Display; failed: boolean }
  /** A command that was left running waits for input, goes on, or has ended. */
  | { type: 'command.changed'; call: CallKey; ending: CommandEnding; durationMs: number }
  /** `asks`: it waits for the user; where not, the approvals setting or a rule has it made at once. Older logs do not say. */
  | ({ type: 'action.requested'; call: CallKey; action: Action; asks?: boolean } & Why)
  /** What a command names, as it was found before it was judged, so that nobody reads it for that again. Older logs do not say. */
  | { type: 'command.read'; call: CallKey; files: CommandFiles }
  /** The user allowed more for the rest of the session. */
  | { type: 'rule.added'; rule: Rule }
  /**
   * The user edited the proposal, or the file changed: the proposal was rebased on it, or could not be and is stale. A stale one
   * keeps its `after`, beside the text that the file has now; an `action.failed` follows.
   */
  | {
      type: 'action.updated';
      id: string;
      cause: 'person' | 'rebase' | 'stale';
      before: BlobRef | null;
      after: BlobRef | null;
      /** What the model proposed, moved along by a rebase; absent where it is `after`. */
      proposed?: BlobRef | null;
      added: number;
      removed: number;
    }
  | { type: 'action.decided'; id: string; decision: Decision | Answer | Approval; by: 'person' | 'policy' }
  /**
   * An accepted edit is about to be written: this is on disk before its file is touched, so that a session that ended in the
   * middle can tell what it did. `before` is what the file holds, `folders` are those that are made for it, the outermost first.
   */
  | { type: 'action.applying'; id: string; by: 'person' | 'policy'; before: FileImage; folders?: string[] }
  /** Accepting failed; the action waits for the user, also one that did not ask. `detail` is what the system said. */
  | { type: 'action.failed'; id: string; code: EditTrouble; detail: string }
  | { type: 'action.undone'; id: string }
  /** Files are not what they were, by an accepted edit, its undoing, or a command. `call` made the change, or what it undoes. */
  | {
      type: 'files.changed';
      call?: CallKey;
      files: FileChange[];
      /** How many others changed too, of which nothing is kept. */
      more?: number;
    }
  /** A command begins that may change any file: what it changed is told before its call has a result, if the window lives on. */
  | { type: 'files.watched'; call: CallKey }
  /** What a turn changed, from before its first change of a file to after its last: told when it rests, and when that changes. */
  | { type: 'turn.changed'; turn: number; files: NetChange[] /** See files.changed. */; more?: number }
  /**
   * The user brought files back to what they were before a turn (counted from 1); with `conversation`, what was said from its
   * prompt on is no longer part of the conversation either.
   */
  | { type: 'session.rewound'; turn: number; conversation: boolean; files: FileChange[] }
  /** The newest rewinding since the last prompt was taken back. */
  | { type: 'session.redone'; files: FileChange[] };

/** `notSaved`: the session's own log cannot be written, without which no file is touched. */
export type EditTrouble = 'conflict' | 'io' | 'notSaved';

/** Why an action asks, the gravest reason first, and the rule that would have allowed it, where one can. Older logs do not say. */
export interface Why {
  reasons?: Reason[];
  suggestion?: Rule;
}

/** An event in the log. `seq` grows strictly along a log (gaps are allowed); `at` is milliseconds since the epoch. */
export interface Entry {
  seq: number;
  at: number;
  event: AgentEvent;
}

/** Names one tool call of a session: providers repeat call ids across turns, so `<step number>.<index in the step>`. */
export type CallKey = string;

export function callKey(step: number, index: number): CallKey {
  return `${step}.${index}`;
}

/** SHA-256, hexadecimal, of bytes kept beside the log. */
export type BlobRef = string;

/** What stood at a path: the exact bytes, null for no file, or why the bytes were not kept. */
export type FileImage = BlobRef | null | { unkept: UnkeptReason };

export type UnkeptReason =
  /** Larger than what is copied of one file. */
  | 'tooLarge'
  /** What may be copied before a command was used up by other files. */
  | 'tooMuch'
  /** It stood there and was not watched: ignored by git, or among too many untracked files. */
  | 'unwatched'
  /** Git's object is not what stood in the folder: a filter converts it, or it is not on this machine. */
  | 'converted'
  /** A link, a folder, or nothing that could be read. */
  | 'unreadable';

/** What is not in the bytes that stood at a path. */
export interface FileTraits {
  executable?: true;
  /** Where there was no file: those of its folders that were not there either, the outermost first. */
  folders?: string[];
}

/** One file's change. `path` as the user reads it; the traits are those of `before`. */
export interface FileChange extends FileTraits, FilePlace {
  before: FileImage;
  after: FileImage;
  /** It may be somebody else's change too: another session's command ran at the same time, or the user saved the file after it. */
  shared?: true;
}

/** With the lines that it adds and removes; both 0 for what has no text. */
export interface NetChange extends FileChange {
  added: number;
  removed: number;
}

export interface Prompt {
  text: string;
  attachments: Attachment[];
}

/** `path` is what the user sees and the model can pass to a tool; lines are 1-based and inclusive. */
export type Attachment =
  | {
      type: 'selection';
      path: string;
      startLine: number;
      endLine: number;
      language: string;
      text: string;
      /** The name of what stands there, where that is what was attached. */
      symbol?: string;
    }
  /** `text` is absent when the file is too large to send whole: the model then reads what it needs. */
  | { type: 'file'; path: string; language: string; text?: string }
  /** `text` is an overview of what is in it. */
  | { type: 'folder'; path: string; text: string }
  /** What is no file. `name`: the command, the changes, or the address that it is of; empty for the others. */
  | { type: 'data'; source: DataSource; name: string; text: string }
  | { type: 'image' | 'video'; name: string; mimeType: string; blob: BlobRef };

export type DataSource = 'problems' | 'terminal' | 'changes' | 'page' | 'paste';

export interface ToolCallFragment {
  index: number;
  id?: string;
  name?: string;
  arguments?: string;
}

export type FinishReason = 'stop' | 'tool_calls' | 'length' | 'content_filter';

/** Which field the endpoint sent reasoning in; it is replayed under the same name (vLLM reads only `reasoning`). */
export type ReasoningField = 'reasoning_content' | 'reasoning';

/**
 * Tokens, and what they cost. `cached` is the part of `prompt` that the provider read from its prefix cache; `reasoning` a
 * part of `completion`. `builtinCalls` counts calls of the provider's own tools, such as web searches. `estimated`: the
 * endpoint reported nothing, so the counts are guesses.
 */
export interface Usage {
  prompt: number;
  completion: number;
  cached?: number;
  reasoning?: number;
  builtinCalls?: number;
  estimated?: true;
  cost?: { usd: number; by: 'provider' | 'estimate' };
}

export type TurnOutcome =
  | { type: 'completed' }
  | { type: 'stopped' }
  | { type: 'failed'; failure: Failure }
  /** The window closed in mid-turn; noted when the session is opened again. */
  | { type: 'interrupted' };

/** Why a turn could not go on: a model call failed, or it went as far as it may without the user. `detail` is the server's or the system's own text, with keys removed. */
export interface Failure {
  code: FailureCode;
  detail: string;
  status?: number;
  /** When the endpoint can be asked again, by its own words, in milliseconds since the epoch: later than anybody waits for. */
  until?: number;
}

export type FailureCode =
  | 'noKey'
  | 'invalidKey'
  | 'noBalance'
  /** What the plan or the account may use is used up, until it is reset. */
  | 'usageLimit'
  | 'membership'
  | 'forbidden'
  | 'planRestricted'
  | 'modelNotFound'
  | 'contentFilter'
  | 'contextOverflow'
  | 'tooLarge'
  | 'badRequest'
  | 'badEndpoint'
  | 'notSupported'
  | 'redirected'
  /** A proxy or the network wants the user to sign in first. */
  | 'signIn'
  | 'certificateUntrusted'
  | 'certificateName'
  | 'certificateExpired'
  /** The address says https, and the server speaks plain http; or the other way round. */
  | 'httpOnly'
  | 'httpsOnly'
  | 'handshake'
  | 'unknownHost'
  /** Plain http to where the user has not allowed it, or to where it is never sent. */
  | 'unencrypted'
  | 'notHttp'
  | 'rateLimited'
  | 'overloaded'
  | 'serverError'
  | 'network'
  | 'idle'
  | 'cut'
  | 'emptyReply'
  /** The server ended the reply before its end, and gave a reason of its own. */
  | 'brokenOff'
  /** The reply reached the most that one may be long: in its text, in a call, which was then not made, or before either. */
  | 'truncated'
  | 'truncatedCall'
  | 'truncatedReasoning'
  | 'spendingLimit'
  | 'stepLimit'
  | 'timeLimit'
  | 'costLimit'
  | 'repetition'
  | 'internal';

export type CompactionTrigger = 'person' | 'window' | 'overflow';

export type ToolOutput = string | OutputPart[];
export type OutputPart = { type: 'text'; text: string } | MediaPart;

/** `mimeType` as Moonshot's quickstart names it: `image/png`, `video/mov`. */
export interface MediaPart {
  type: 'image' | 'video';
  mimeType: string;
  blob: BlobRef;
}

/** What the user sees of a tool result. */
export type Display =
  | { type: 'file'; path: string; startLine: number; endLine: number; totalLines: number }
  | { type: 'image'; path: string; mimeType: string; blob: BlobRef }
  /** The whole video, or a part of it. */
  | { type: 'video'; path: string; startSeconds?: number; endSeconds?: number }
  | { type: 'list'; path: string; count: number; truncated: boolean }
  | { type: 'search'; query: string; matches: number; files: number; truncated: boolean }
  /** What language servers told of a symbol; hovering finds no places. */
  | { type: 'symbol'; symbol: string; found?: { places: number; files: number } }
  | { type: 'diagnostics'; errors: number; warnings: number }
  | { type: 'page'; url: string; bytes: number; truncated: boolean }
  | { type: 'question' }
  | { type: 'explored'; steps: number }
  | { type: 'plan'; items: PlanItem[] }
  | { type: 'edit'; path: string; decision: Decision['type'] }
  /** Edits of several files that belong together. */
  | { type: 'edits'; files: number; accepted: number }
  | { type: 'command'; ending: CommandEnding; durationMs: number }
  | { type: 'foreign'; source: ForeignSource; truncated: boolean }
  /** The commands that were left running; `command` where it is about one of them. */
  | { type: 'jobs'; action: 'list' | 'read' | 'write' | 'stop'; command?: string; running: number }
  | { type: 'error'; message: string };

/** The files that a command names, by their absolute paths; `defined`: it takes command lines from files of certain names. */
export interface CommandFiles {
  writes: string[];
  runs: string[];
  defined?: true;
}

/** One thing to do, of the model's plan. */
export interface PlanItem {
  text: string;
  state: 'open' | 'active' | 'done';
}

export type CommandEnding =
  | { type: 'exited'; code: number | undefined }
  /** As older versions ended it. */
  | { type: 'timedOut' }
  | { type: 'stopped' }
  | { type: 'skipped' }
  /** It has not ended; `waits`: for input, as it seems. */
  | { type: 'background'; waits: boolean }
  /** The user closed the terminal that it ran in. */
  | { type: 'closed' }
  /** The window that it ran in was closed. */
  | { type: 'lost' };

/** A file, as the user reads its path and as it is opened. */
export interface FilePlace {
  path: string;
  absolutePath: string;
  /** Which file it is: its path with every link followed, as far as it was there. Older logs do not say. */
  realPath?: string;
}

/** Something that may need a user's consent. Paths are as the user reads them: relative to the workspace where inside it. */
export type Action =
  | EditAction
  | CommandAction
  | InputAction
  | ReadAction
  | FetchAction
  | ToolAction
  | ServerAction
  | QuestionAction
  | PlanAction;

/** A change of one file: of its text, its creation, its deletion, or its renaming, which leaves the text as it is. */
export interface EditAction {
  type: 'edit';
  id: string;
  path: string;
  absolutePath: string;
  /** See FilePlace. The edit is written where this is, or not at all. */
  realPath?: string;
  /** Where a renamed file goes. Renaming `before` and `after` are the same. */
  to?: FilePlace;
  /** What else the model has to know of the edit, told with its result. */
  note?: string;
  /** The file has no text: `before` is its bytes. Only deleted and renamed files are like that. */
  binary?: true;
  /** The file's text as it was, exactly; null when the edit creates it. */
  before: BlobRef | null;
  /** Null when the edit deletes the file. */
  after: BlobRef | null;
  added: number;
  removed: number;
}

export interface CommandAction {
  type: 'command';
  id: string;
  command: string;
  cwd: string;
}

/** Text that is typed into a command that runs. */
export interface InputAction {
  type: 'input';
  id: string;
  /** The command that it is typed into. */
  command: string;
  text: string;
}

/** A read outside the workspace. */
export interface ReadAction {
  type: 'read';
  id: string;
  path: string;
}

/** A request to the web. */
export interface FetchAction {
  type: 'fetch';
  id: string;
  url: string;
  /** With the port, where it is not the usual one. */
  host: string;
  /** It leads to this machine or its network. */
  local: boolean;
}

/** A call of a tool that comes from elsewhere. */
export interface ToolAction {
  type: 'tool';
  id: string;
  /** As its maker calls it. */
  tool: string;
  source: ForeignSource;
  /** Exactly what it gets, as JSON. */
  arguments: string;
}

/** Starting a server of tools that a folder configures, or connecting to one. */
export interface ServerAction {
  type: 'server';
  id: string;
  server: string;
  launch: ServerLaunch;
  /** The user agreed to another configuration of it before. */
  changed: boolean;
}

/** A question of the model's to the user. */
export interface QuestionAction {
  type: 'question';
  id: string;
  question: string;
  /** Answers to choose from; the user may always write another. */
  choices: string[];
  /** More than one of them may be chosen. */
  several: boolean;
}

/** A plan of the model's, which the user approves, or has it plan on. */
export interface PlanAction {
  type: 'plan';
  id: string;
  /** Markdown. */
  plan: string;
}

/** The user approved a plan, and with it what may be done without asking from now on. */
export interface Approval {
  type: 'approved';
  approvals: 'ask' | 'autoEdits';
}

/** What the user answered to a question. */
export interface Answer {
  type: 'answered';
  answer: string;
}

export type Decision =
  | ({ type: 'accepted' } & Written)
  /** `changes` is a unified diff from what was proposed to what was accepted; `after` is what was accepted. */
  | ({ type: 'acceptedWithChanges'; changes: string; after: BlobRef } & Written)
  | { type: 'rejected'; feedback?: string }
  /**
   * Nobody decided: the turn was stopped, or the approvals setting, a rule, or a workspace that is not trusted forbids it; or what
   * the edit consists of is gone from the disk.
   */
  | { type: 'cancelled'; cause: 'stopped' | 'forbidden' | 'rule' | 'untrusted' | 'lost' };

/** What an accepted edit did beyond itself. */
export interface Written {
  /** Saving made something else of the accepted text, by a formatter for one: `changes` is a unified diff to what is on disk. */
  saved?: { changes: string; text: BlobRef };
  /** Other files, as the user reads them, that language servers changed with a renaming. */
  others?: string[];
  /** Those of them that held unsaved changes before, and so are not saved. */
  unsaved?: string[];
}
