import type { TaskCommand, Tasks, TaskWord } from '../../agent/contracts/tasks.ts';

type Syntax = Tasks['syntax'];

/**
 * A task as one command line, run in the first folder: where it stands and what it adds to the environment are in it, so that the
 * gate and the user read all of it.
 */
export function taskCommandLine({ words, cwd, environment }: TaskCommand, syntax: Syntax, firstFolder: string): string {
  const quote = (text: string) => quoted(text, syntax);
  const variables = Object.entries(environment);
  const line = words.type === 'line' ? words.line : wordsLine(words.words, syntax);
  if (syntax === 'posix') {
    const enter = cwd === undefined || cwd === firstFolder ? [] : [`cd ${quote(cwd)}`];
    const assign = variables.map(([name, value]) => `export ${name}=${quote(value)}`);
    return [...enter, ...assign, line].join(' && ');
  }
  const enter =
    cwd === undefined || cwd === firstFolder ? [] : [`Set-Location -LiteralPath ${quote(cwd)} -ErrorAction Stop`];
  const assign = variables.map(([name, value]) => `$env:${name} = ${quote(value)}`);
  return [...enter, ...assign, line].join('; ');
}

/** Several, one after another for as long as they succeed, each in a shell of its own: for a POSIX shell. */
export function chainedLines(lines: readonly string[]): string {
  const [only, ...more] = lines;
  if (more.length === 0) return only ?? '';
  // Behind a comment, and where a text in the line ends, only a new line is read as one.
  return lines.map((line) => (/[#\n]/.test(line) ? `(\n${line}\n)` : `(${line})`)).join(' && ');
}

function wordsLine(words: readonly TaskWord[], syntax: Syntax): string {
  const written = words.map(({ text, quoting }) => (quoting === 'whole' ? quoted(text, syntax) : text));
  // A string is no command to PowerShell.
  const calls = syntax === 'powershell' && written[0]?.startsWith("'");
  return (calls ? ['&', ...written] : written).join(' ');
}

function quoted(text: string, syntax: Syntax): string {
  if (/^[\w%+=:./-]+$/.test(text)) return text;
  return syntax === 'posix' ? `'${text.replaceAll("'", String.raw`'\''`)}'` : `'${text.replaceAll("'", "''")}'`;
}
