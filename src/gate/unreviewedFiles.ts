import type { Reason } from './reasons.ts';

/** A file as it was written in this session without the user having seen what is in it. */
export interface UnseenFile {
  /** As in `Place.real`. */
  real: string;
  /** There was none before. */
  isNew: boolean;
  /** It holds command lines for a program that runs them, and they are others than before. */
  commands: boolean;
}

/*
 * Where the line is. What the project runs anyway, its tests, its build and its programs, may be edited and run: that is what the
 * person wants of `auto`. Three things would lead past the gate, and ask: a program that is new and is named by the command itself,
 * in any language; a script of a shell, new or changed, whose command lines nobody has judged; and a file of command lines
 * (package.json, a Makefile) whose command lines are new or changed, before a program that runs them.
 * Tests are no programs in this sense, new ones neither.
 */

/** What a program that is run would run of what nobody has seen. */
export function runsUnseen(place: { path: string; real: string }, unseen: readonly UnseenFile[]): Reason[] {
  return unseen
    .filter(({ real, isNew }) => standsFor(place.real, real) && (isNew || isShellScript(real)))
    .map(() => freshCode(place.path));
}

/** What a command would run that takes its command lines from files of these names. */
export function definedUnseen(names: readonly string[], unseen: readonly UnseenFile[]): Reason[] {
  const defines = (file: string) =>
    names.some((name) => (name.startsWith('*') ? file.endsWith(name.slice(1)) : file === name));
  return unseen.filter(({ real, commands }) => commands && defines(nameOf(real))).map(({ real }) => freshCode(real));
}

/** Whether what is run under one name is, or begins with, the file of the other: endings and main files need not be written. */
export function standsFor(run: string, file: string): boolean {
  if (run === file) return true;
  if (!file.startsWith(run)) return run === '.' && isMain(file);
  const rest = file.slice(run.length);
  return /^\.\w+$/.test(rest) || isMain(rest.replace(/^[\\/]/, ''));
}

function isMain(name: string): boolean {
  return /^(?:index|main|mod|__main__|__init__)\.\w+$/.test(name);
}

export function isShellScript(file: string): boolean {
  return /\.(?:sh|bash|zsh|ksh|ps1|cmd|bat)$|^[^.]*$/i.test(nameOf(file));
}

export function nameOf(file: string): string {
  return (file.split(/[\\/]/).at(-1) ?? '').toLowerCase();
}

function freshCode(command: string): Reason {
  return { type: 'hazard', hazard: 'freshCode', command };
}

const DEFINITIONS: Record<string, string> = {
  'npm pnpm yarn cnpm bun npm-run-all run-s run-p lerna turbo wireit lint-staged': 'package.json',
  nx: 'package.json project.json nx.json',
  'make gmake': 'makefile gnumakefile *.mk',
  just: 'justfile .justfile',
  'task go-task': 'taskfile.yml taskfile.yaml',
  composer: 'composer.json',
  deno: 'deno.json deno.jsonc package.json',
  tox: 'tox.ini pyproject.toml setup.cfg',
  'poetry pdm hatch uv poe rye pipenv pixi': 'pyproject.toml pipfile pixi.toml',
  'mvn mvnw': 'pom.xml',
  ant: 'build.xml',
};

/** The files that programs take command lines from, by the programs' names; `*` stands for any beginning. */
export const COMMAND_FILES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(DEFINITIONS).flatMap(([programs, files]) =>
    programs.split(' ').map((program): [string, string[]] => [program, files.split(' ')]),
  ),
);

export function isCommandFile(file: string): boolean {
  const name = nameOf(file);
  const names = [...COMMAND_FILES.values()].flat();
  return names.includes(name) || name.endsWith('.mk');
}

/** Keys of package.json and its like whose values are command lines. */
const COMMAND_KEYS = [
  'scripts',
  'tasks',
  'targets',
  'targetDefaults',
  'wireit',
  'lint-staged',
  'nano-staged',
  'simple-git-hooks',
  'husky',
  'nx',
];

/** The part of a file that says what is run, as text to compare; all of it where its parts cannot be told apart. */
export function commandLines(file: string, text: string): string {
  const name = nameOf(file);
  if (name.endsWith('.json')) return commandsOfJson(text);
  if (name === 'pom.xml') return builds(text).join('\n');
  if (!/^(?:pyproject\.toml|pipfile|pixi\.toml|setup\.cfg)$/.test(name)) return text;
  const sections = text.split(/^(?=[ \t]*\[)/m);
  return sections.filter((section) => /^[ \t]*\[[^\]\n]*(?:script|task|poe|env|tox|hatch)/i.test(section)).join('\n');
}

function builds(text: string): string[] {
  return text
    .split('<build>')
    .slice(1)
    .map((part) => part.split('</build>', 1)[0] ?? '');
}

function commandsOfJson(text: string): string {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json !== 'object' || json === null) return '';
    const commands = Object.entries(json).filter(([key]) => COMMAND_KEYS.includes(key));
    return commands.length === 0 ? '' : JSON.stringify(commands);
  } catch {
    return text;
  }
}
