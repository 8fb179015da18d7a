import type { ZodType } from 'zod';
import type {
  Answer,
  Approval,
  CommandAction,
  Decision,
  Display,
  EditAction,
  FetchAction,
  InputAction,
  MediaPart,
  QuestionAction,
  ServerAction,
  ToolAction,
  ToolOutput,
} from '../events/events.ts';
import type { ForeignDefinition } from '../events/externalTools.ts';
import type { DataKind } from '../results/markUntrusted.ts';
import type { Jobs } from './jobs.ts';
import type { NewProblems, ResolvedPath } from './workspace.ts';

/** How calls of one step may be run together: reads at the same time, edits proposed together, the rest one after another. */
export type ToolKind = 'read' | 'edit' | 'run';

export interface Tool<Args = unknown> {
  name: string;
  kind: ToolKind;
  /** A helper does its work, which cannot go on after a reload. */
  delegates?: true;
  /** What the model must see for the tool to be offered. */
  shows?: MediaPart['type'];
  /** Whether there is anything here that the tool could do. Asked once, as a session begins; without it, always offered. */
  offered?(): Promise<boolean>;
  /** What the model reads; part of the byte-stable prefix of every request. */
  description: string;
  schema: ZodType<Args>;
  /** The JSON schema that the model sees, in any flavour; without it, `schema` as JSON schema. */
  parameters?: Record<string, unknown>;
  /** What it returns is what others wrote, and is marked as that. A tool that has words of its own beside it marks its parts itself. */
  returns?: DataKind;
  /** What it throws, the model reads as the result of a failed call. */
  run(args: Args, context: ToolContext): Promise<ToolResult>;
}

/** Tools that come from elsewhere: of other extensions, and of servers. */
export interface ForeignTools {
  /** Those that the user has switched on, under names that are not `taken`, for a session that begins. */
  offered(taken: ReadonlySet<string>): Promise<ForeignDefinition[]>;
  /** The tool that a definition is of. It may be gone: then its calls say so. */
  tool(definition: ForeignDefinition): Tool;
}

export interface ToolContext {
  /** Aborted when the user stops the turn. */
  signal: AbortSignal;
  /** Shows output to the user while the tool runs. The model sees only the result. */
  progress(text: string): void;
  /**
   * Asks for consent where the approvals setting wants it, and waits. An accepted edit is on disk when this resolves.
   * Throws when an accepted edit cannot be applied for good.
   */
  approve(request: ActionRequest): Promise<Decision>;
  /**
   * As approve, for edits of several files that belong together: all are shown before one is decided, and each is decided by
   * itself. Where one of them is forbidden, none is proposed. The decisions are in the order of the requests.
   */
  approveAll(requests: readonly EditRequest[]): Promise<Decision[]>;
  /** Whether a file may be read without asking the user. */
  mayRead(file: ResolvedPath): Promise<boolean>;
  /** Asks the user something, and waits. */
  ask(question: Question): Promise<Answer | Refusal>;
  /** Shows the user a plan, in Markdown, and waits. */
  askApproval(plan: string): Promise<Approval | Refusal>;
  /**
   * What the newest undecided proposal makes of this file (null: it is gone then), which the next edit of the same file builds
   * on; undefined without one. One that is being written without a question is awaited: it is on disk then.
   */
  proposedText(file: ResolvedPath): Promise<string | null | undefined>;
  /** Does work that may change any file of the workspace, so that the user can undo it; `command` is what runs, where it is a command. */
  recordChanges<T>(work: () => Promise<T>, command?: string): Promise<T>;
  /**
   * What the step's edits did to the problems of the files that this call was the last one to write; undefined where there are
   * none. Called when the call has done its work: it resolves when all calls of the step have.
   */
  newProblems(): Promise<NewProblems | undefined>;
  /** The commands of the session. One that the call starts has its name. */
  jobs: Jobs;
  /** Has a helper answer a question; see HelperTask. Throws where it gives no answer. */
  delegate(task: HelperTask): Promise<HelperAnswer>;
  /** Keeps bytes beside the session's log and returns their name. */
  keep(bytes: Uint8Array): Promise<string>;
}

export type ActionRequest =
  | EditRequest
  | Omit<CommandAction, 'id'>
  | Omit<InputAction, 'id'>
  | ReadRequest
  | Omit<FetchAction, 'id'>
  | Omit<ToolAction, 'id'>
  | Omit<ServerAction, 'id'>;

export type Question = Omit<QuestionAction, 'id'>;

export type Refusal = Extract<Decision, { type: 'rejected' | 'cancelled' }>;

/** See ReadAction. */
export interface ReadRequest extends ResolvedPath {
  type: 'read';
}

/** See EditAction; here with the texts themselves. */
export interface EditRequest extends ResolvedPath, Pick<EditAction, 'type' | 'note'> {
  to?: ResolvedPath;
  before: string | null;
  after: string | null;
  /** The bytes of a file that has no text; its texts are empty then. */
  binary?: Uint8Array;
}

/** What a helper does, which has the tools that only read and a context of its own: it knows nothing but this. */
export interface HelperTask {
  system: string;
  question: string;
}

export interface HelperAnswer {
  answer: string;
  steps: number;
}

export interface ToolResult {
  output: ToolOutput;
  display: Display;
  failed?: boolean;
}
