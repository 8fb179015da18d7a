import { parseCmd } from './parseCmd.ts';
import { parsePosix } from './parsePosix.ts';
import { parsePowershell } from './parsePowershell.ts';
import { MAX_WORD, type Reading, type Shell, type SimpleCommand, Unsure } from './syntax.ts';

/** Nobody reads a longer command before consenting to it. */
const MAX_LENGTH = 20_000;

/** What is not seen, or looks like a blank and is none: it would make a command look like another. */
export const HIDDEN_CHARACTERS = /[^\P{C}\t\n]|[^\P{Z} ]|\u115f|\u1160|\u3164|\uffa0/u;

/** Every command that a line runs, as its shell reads it. Total: what cannot be told for certain is `unsure`. */
export function parseCommandLine(text: string, shell: Shell): Reading {
  const normal = shell === 'posix' ? text : text.replaceAll('\r\n', '\n');
  if (normal.length > MAX_LENGTH || HIDDEN_CHARACTERS.test(normal)) return { type: 'unsure' };
  try {
    const commands = readerOf(shell)(normal);
    return commands.some(hasLongWord) ? { type: 'unsure' } : { type: 'script', commands };
  } catch (error) {
    if (error instanceof Unsure) return { type: 'unsure' };
    throw error;
  }
}

function hasLongWord({ assignments, words, redirections }: SimpleCommand): boolean {
  const all = [...words, ...assignments.map(({ value }) => value), ...redirections.map(({ target }) => target)];
  return all.some(({ text }) => text.length > MAX_WORD);
}

function readerOf(shell: Shell): (text: string) => SimpleCommand[] {
  switch (shell) {
    case 'posix':
      return (text) => parsePosix(text);
    case 'powershell':
      return parsePowershell;
    case 'cmd':
      return parseCmd;
  }
}
