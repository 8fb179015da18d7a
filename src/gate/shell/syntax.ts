/** How a command line is read: as sh, bash and zsh do, as PowerShell does, or as cmd does. */
export type Shell = 'posix' | 'powershell' | 'cmd';

export interface Word {
  /** Without its quotes. Where it is dynamic, only what is known of it. */
  text: string;
  /** A part is known only when it runs: a variable, or what another command prints. */
  dynamic: boolean;
  /** The shell makes the names of files out of it. */
  glob: boolean;
}

export interface Redirection {
  type: 'read' | 'write';
  target: Word;
}

export interface SimpleCommand {
  /** In front of the command, as in `CI=1 npm test`, or alone. */
  assignments: { name: string; value: Word }[];
  words: Word[];
  redirections: Redirection[];
  /** What it reads: nothing of this line, a text in the line, or what the command before it in the pipe prints. */
  input: 'none' | 'text' | 'pipe';
  /** Whether it is sure to run in the shell itself, so that a `cd` counts for what follows. */
  nested: boolean;
  /** It runs only where the one before it succeeded. */
  afterSuccess: boolean;
}

/** `unsure`: what runs cannot be told from the text. */
export type Reading = { type: 'script'; commands: SimpleCommand[] } | { type: 'unsure' };

/** Longer words are nobody's, and what looks for something in them would take long. */
export const MAX_WORD = 1000;

/** Thrown by the readers, and caught where they are called. */
export class Unsure extends Error {}

export function plain(text: string): Word {
  return { text, dynamic: false, glob: false };
}

export function emptyCommand(place: Pick<SimpleCommand, 'nested' | 'afterSuccess'>): SimpleCommand {
  return { assignments: [], words: [], redirections: [], input: 'none', ...place };
}

export function isEmpty({ assignments, words, redirections }: SimpleCommand): boolean {
  return assignments.length + words.length + redirections.length === 0;
}
