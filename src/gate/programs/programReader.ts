import type { CommandFindings } from '../commandFindings.ts';
import type { Shell, SimpleCommand, Word } from '../shell/syntax.ts';

/** What a program's own way of reading its words needs. */
export interface ProgramReader {
  look: CommandFindings;
  /** How the line that the command stands in is read. */
  shell: Shell;
  input: SimpleCommand['input'];
  /** The command before it in the pipe. */
  fedBy: string | undefined;
  /** Its words are a command again. */
  run(words: readonly Word[]): void;
  /** A text is a command line again. */
  script(text: string, shell: Shell): void;
}

export type Program = (runner: ProgramReader, args: readonly Word[]) => void;

/** A word that stands for what is known only when it runs. */
export const UNKNOWN: Word = { text: '', dynamic: true, glob: false };
