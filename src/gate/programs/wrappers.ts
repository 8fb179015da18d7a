import type { CommandFindings } from '../commandFindings.ts';
import { beforeEnd, hasOption } from '../shell/options.ts';
import type { Shell, Word } from '../shell/syntax.ts';
import { HARMLESS_VALUE, READERS, RULING_VARIABLE } from './programLists.ts';
import { type Program, type ProgramReader, UNKNOWN } from './programReader.ts';
import { showsContents, sweepListed } from './recursiveReads.ts';

/** Notes what giving a variable a value can do to the commands after it. */
export function assign(look: CommandFindings, name: string, value: Word): void {
  if (!RULING_VARIABLE.test(name)) return;
  if (value.dynamic || /^(?:LD_|DYLD_|PATH$)/.test(name) || !HARMLESS_VALUE.test(value.text))
    look.hazard('environment');
}

/** A program that runs the command behind its own options and, where it has them, its own operands. */
function wrapper(valued: readonly string[] = [], skipped = 0): Program {
  return ({ run }, args) => run(args.slice(begin(args, valued) + skipped));
}

/** Where the options end. */
function begin(args: readonly Word[], valued: readonly string[]): number {
  let index = 0;
  for (; index < args.length; index++) {
    const text = args[index]?.text ?? '';
    if (text === '--') return index + 1;
    if (!text.startsWith('-') || text === '-') break;
    if (valued.includes(text)) index += 1;
  }
  return index;
}

const env: Program = ({ look, run }, args) => {
  if (hasOption(args.slice(0, begin(args, ENV_VALUED)), '-S', '--split-string')) return look.unclear();
  const directory = args.findIndex(({ text }) => text === '-C' || text === '--chdir');
  if (directory >= 0 || args.some(({ text }) => text.startsWith('--chdir='))) return look.unclear();
  let index = begin(args, ENV_VALUED);
  for (; index < args.length; index++) {
    const word = args[index];
    const name = /^([A-Za-z_]\w*)=/.exec(word?.text ?? '')?.[1];
    if (!word || name === undefined) break;
    assign(look, name, { ...word, text: word.text.slice(name.length + 1) });
  }
  // Without a command it prints the whole environment, with the keys in it.
  if (index >= args.length) look.hazard('credentials');
  else run(args.slice(index));
};
const ENV_VALUED = ['-u', '--unset'];

const exportVariables: Program = ({ look }, args) => {
  const names = args.filter(({ text }) => !text.startsWith('-'));
  if (names.length === 0) return look.hazard('credentials');
  if (names.length < args.length) look.hazard('environment');
  for (const word of names) {
    const name = word.text.replace(/\+?=.*$/s, '');
    if (name !== word.text) assign(look, name, { ...word, text: word.text.slice(word.text.indexOf('=') + 1) });
    else if (word.dynamic) look.unclear();
  }
};

const set: Program = ({ look, shell }, args) => {
  if (args.length === 0) return look.hazard('credentials');
  if (shell === 'powershell') return look.hazard('environment');
  if (shell === 'posix') {
    if (!args.every(({ text, dynamic }) => !dynamic && /^(?:[-+][a-zA-Z]+|pipefail|errexit|nounset|--)$/.test(text)))
      look.unclear();
    return;
  }
  const [name = '', value = ''] = args
    .map(({ text }) => text)
    .join(' ')
    .split('=', 2);
  if (/^\s*\//.test(name)) look.unclear();
  assign(look, name.trim().toUpperCase(), { text: value, dynamic: args.some((word) => word.dynamic), glob: false });
};

const command: Program = ({ run }, args) => {
  if (!hasOption(args.slice(0, 1), '-v', '-V')) run(args.slice(begin(args, [])));
};

const xargs: Program = (runner, args) => {
  const { look, run, fedBy } = runner;
  const from = begin(args, [
    '-I',
    '-n',
    '-P',
    '-L',
    '-d',
    '-s',
    '-E',
    '-a',
    '--max-args',
    '--max-procs',
    '--delimiter',
  ]);
  const own = args.slice(0, from);
  if (hasOption(own, '-a', '--arg-file') || hasOption(own, '--process-slot-var')) look.unclear();
  const inner = args.slice(from);
  const [program] = inner;
  if (!program) return;
  const at = own.findIndex(({ text }) => text === '-I');
  const place =
    (at >= 0 ? own[at + 1]?.text : own.find(({ text }) => /^-[Ii]./.test(text))?.text.slice(2)) ?? undefined;
  const named = place === undefined ? inner : inner.map((word) => (word.text.includes(place) ? UNKNOWN : word));
  // What lists files of the workspace names nothing else.
  const lists = fedBy !== undefined && LISTS.test(fedBy);
  const reads = READERS.has(program.text) || SEARCHERS.has(program.text);
  if (!lists || !reads) return run([...named, UNKNOWN]);
  if (showsContents(program.text)) sweepListed(runner);
  run(named.filter((word) => word !== UNKNOWN));
};
/** They print names of files under the folders that they are given, which are looked at themselves. */
const LISTS =
  /^(?:find (?!.*-(?:printf|exec|ok|ls))|fd |rg (?:.* )?(?:-l|--files(?:-with-matches)?)(?: |$)|grep (?:.* )?-[a-zA-Z]*l|ls(?: |$)|git ls-files|git diff .*--name-only)/;
const SEARCHERS = new Set(['grep', 'rg', 'egrep', 'fgrep']);

/** A shell: the command behind `-c` is one more line, and a script is a program. */
const posixShell: Program = ({ look, script, input }, args) => {
  for (let index = 0; index < args.length; index++) {
    const word = args[index];
    if (!word) return;
    if (word.dynamic) return look.unclear();
    const { text } = word;
    if (/^-[a-zA-Z]*c[a-zA-Z]*$/.test(text)) {
      const line = args.slice(index + 1).find((candidate) => !/^[-+]/.test(candidate.text));
      if (!line || line.dynamic) return look.unclear();
      return script(line.text, 'posix');
    }
    if (/^--(?:rcfile|init-file)/.test(text) || /^[-+][a-zA-Z]*s/.test(text)) return look.hazard('inlineCode');
    if (text === '-o' || text === '+o' || text === '-O' || text === '+O') index += 1;
    else if (text === '-' || text === '--') continue;
    else if (!/^[-+]/.test(text)) {
      look.program(word);
      return look.touch(args.slice(index + 1), 'write');
    }
  }
  look.hazard(input === 'pipe' ? 'freshCode' : 'inlineCode');
};

const powershell: Program = ({ look, script, input }, args) => {
  for (let index = 0; index < args.length; index++) {
    const word = args[index];
    const text = word?.text.toLowerCase().replace(/^[-/–—]/, '-') ?? '';
    if (!word) return;
    if (!text.startsWith('-')) return lineOf(look, args.slice(index), script, 'powershell');
    if (text.length > 1 && '-command'.startsWith(text))
      return lineOf(look, args.slice(index + 1), script, 'powershell');
    if (/^-e/.test(text) && !/^-ex/.test(text)) return look.hazard('inlineCode');
    if ('-file'.startsWith(text) && text.length > 1) {
      const file = args[index + 1];
      if (!file) return look.unclear();
      look.program(file);
      return look.touch(args.slice(index + 2), 'write');
    }
    if (/^-(?:ex|ep|w|in|o|co|se|v|ps|cu|wo)/.test(text)) index += 1;
  }
  look.hazard(input === 'pipe' ? 'freshCode' : 'inlineCode');
};

const cmd: Program = ({ look, script, input }, args) => {
  const at = args.findIndex(({ text }) => /^\/[ckr]/i.test(text));
  if (args.slice(0, at < 0 ? undefined : at).some(({ text }) => !/^\/[dsqau]$/i.test(text))) return look.unclear();
  const first = args[at];
  if (!first) return look.hazard(input === 'pipe' ? 'freshCode' : 'inlineCode');
  const attached = first.text.slice(2);
  const words = attached === '' ? args.slice(at + 1) : [{ ...first, text: attached }, ...args.slice(at + 1)];
  lineOf(look, words, script, 'cmd');
};

function lineOf(look: CommandFindings, words: readonly Word[], script: ProgramReader['script'], shell: Shell): void {
  if (words.length === 0 || words.some((word) => word.dynamic)) return look.unclear();
  // One word was a line in quotes; several were split by the outer shell, and keep what is in them together.
  const [only] = words;
  if (words.length === 1 && only) return script(only.text, shell);
  if (words.some(({ text }) => /["'`^%$]/.test(text))) return look.unclear();
  script(words.map(({ text }) => (/\s/.test(text) ? `"${text}"` : text)).join(' '), shell);
}

const watch: Program = ({ look, script }, args) => {
  const inner = args.slice(begin(args, ['-n', '--interval', '-q', '--equexit']));
  lineOf(look, inner, script, 'posix');
};

const dotenv: Program = ({ look }) => look.hazard('credentials');

const nothing: Program = () => {};

/** Programs that run what their words say. */
export const WRAPPERS: ReadonlyMap<string, Program> = new Map<string, Program>([
  ['env', env],
  ['export', exportVariables],
  ['set', set],
  ['command', command],
  ['xargs', xargs],
  ['watch', watch],
  ['dotenv', dotenv],
  ['builtin', wrapper()],
  ['exec', wrapper(['-a'])],
  ['nohup', wrapper()],
  ['setsid', wrapper()],
  ['chronic', wrapper()],
  ['unbuffer', wrapper()],
  ['winpty', wrapper()],
  ['nice', wrapper(['-n', '--adjustment'])],
  ['ionice', wrapper(['-c', '-n', '--class', '--classdata'])],
  ['time', wrapper(['-f', '--format', '-o', '--output'])],
  ['timeout', wrapper(['-s', '--signal', '-k', '--kill-after'], 1)],
  ['gtimeout', wrapper(['-s', '--signal', '-k', '--kill-after'], 1)],
  ['stdbuf', wrapper(['-i', '-o', '-e'])],
  ['caffeinate', wrapper(['-t', '-w'])],
  ['cross-env', env],
  ['call', wrapper()],
  ['noglob', wrapper()],
  ['nocorrect', wrapper()],
  ['-', wrapper()],
  ['setlocal', nothing],
  ...['sh', 'bash', 'zsh', 'dash', 'ash', 'ksh', 'mksh', 'rbash', 'yash', 'bash5'].map((name): [string, Program] => [
    name,
    posixShell,
  ]),
  ...['powershell', 'pwsh', 'pwsh-preview', 'powershell_ise'].map((name): [string, Program] => [name, powershell]),
  ['cmd', cmd],
]);

/** Wrappers that stand around another command and are nothing by themselves, so that a rule about the other one covers them. */
export function isWrapper(name: string, args: readonly Word[]): boolean {
  if (!WRAPPERS.has(name)) return false;
  if (name === 'set' || name === 'export' || name === 'dotenv') return false;
  return beforeEnd(args).length > 0;
}
