import type { CommandPlace, Inspection } from './commandFindings.ts';
import { inspectCommand } from './inspectCommand.ts';

/** Programs that take commands of their own; shells and interpreters are known to `inspectCommand`. */
const TAKE_COMMANDS = new Set(
  `psql mysql mariadb sqlite3 mongo mongosh redis-cli sqlplus duckdb gdb lldb jdb irb pry iex ghci jshell bc dc ed ex vi vim nvim
  emacs nano ftp sftp telnet docker podman kubectl vagrant tmux screen expect script`.split(/\s+/),
);

/**
 * What text would do that is typed into a command that runs: it may get to a shell, so it is read as a command line, and where
 * the command takes code itself, it is code.
 */
export function inspectInput({ command, text }: { command: string; text: string }, place: CommandPlace): Inspection {
  const inspection = inspectCommand(text.trim(), place);
  const reader = inspectCommand(command, place);
  const takesCode =
    reader.reasons.length > 0 || reader.runs.some(({ words: [program] = [''] }) => TAKE_COMMANDS.has(program ?? ''));
  if (takesCode) inspection.reasons.unshift({ type: 'hazard', hazard: 'inlineCode', command: text.trim() });
  return inspection;
}
