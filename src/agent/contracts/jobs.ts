import type { CommandEnding } from '../events/events.ts';

export interface CommandSpec {
  command: string;
  /** Absolute. */
  cwd: string;
}

/** A command that runs where the user sees it and can type into it. */
export interface RunningCommand {
  /** Resolves once it has ended, by whatever cause, and its output is complete. Never rejects. */
  readonly ended: Promise<CommandExit>;
  /** Types text into it. Does nothing once it has ended. */
  write(text: string): void;
  /** Ends it with all that it started. Resolves when that is gone, or has had every chance. */
  stop(): Promise<void>;
  /** Shows the user where it runs. */
  show(): void;
}

export type CommandExit =
  /** Without a code where a signal ended it. */
  | { type: 'exited'; code: number | undefined }
  /** The user closed the terminal that it ran in. */
  | { type: 'closed' };

/** The commands that a session started, as its tools see them. */
export interface Jobs {
  /** Throws an Error where the command cannot be started. `onOutput` gets text without escape codes as it comes. */
  start(spec: CommandSpec, onOutput: (text: string) => void): Promise<Job>;
  /** Those that run and those that ended in this window, in the order in which they were started. */
  list(): readonly Job[];
}

export interface Job {
  readonly id: string;
  readonly command: string;
  /** Absolute. */
  readonly cwd: string;
  /** Undefined while it runs. */
  readonly ending: CommandEnding | undefined;
  /** Milliseconds that it has run. */
  readonly durationMs: number;
  /** Resolves when there is a reason to go on without it, or it has ended. */
  rest(wait: Wait): Promise<Rest>;
  /**
   * What it printed since this was last asked, as a terminal would show it in the end and without the middle where it is long; then
   * `file` holds all of it, within a limit. So does the file of a command that was left running.
   */
  news(): Promise<{ text: string; file?: string }>;
  write(text: string): void;
  /** Resolves when it is gone. */
  stop(): Promise<void>;
}

export interface Wait {
  ms: number;
  /** Whether a command that has printed nothing at all counts as one that may wait for input. */
  silence: boolean;
  signal: AbortSignal;
}

export type Rest =
  | 'ended'
  /** The time is over. */
  | 'time'
  /** It seems to wait for input. */
  | 'waits'
  /** It has printed nothing for long: it may wait for input, or work. */
  | 'silent'
  /** The user does not want to wait for it. */
  | 'moved'
  /** The user stopped the turn; the command runs on. */
  | 'aborted';
