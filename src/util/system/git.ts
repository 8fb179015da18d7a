import { execFile } from 'node:child_process';
import path from 'node:path';
import { findGitFolder } from './findGitFolder.ts';
import { findProgram } from './findProgram.ts';

/** Milliseconds that a question to git may take. */
const TIMEOUT_MS = 20_000;
/** Bytes of an answer: paths and objects of a large repository. */
const ANSWER_LIMIT_BYTES = 256 * 1024 * 1024;
/** Of the names of settings. */
const SETTINGS_LIMIT_BYTES = 1024 * 1024;
/** Filters that are switched off by a command line. */
const FILTER_LIMIT = 100;

/**
 * What a repository's settings could name to be run: a file system monitor, hooks, a pager, programs for signatures, credentials
 * and connections. Asked for, git never writes either, and looks for no repository that has no `.git`. Filters, whose names a
 * repository chooses, are switched off one by one: see `filtersOff`.
 */
const SETTINGS = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.alternateRefsCommand=',
  'core.askPass=',
  'core.gitProxy=',
  'core.pager=cat',
  'core.sshCommand=false',
  'credential.helper=',
  'diff.external=',
  'gpg.program=false',
  'log.showSignature=false',
  'protocol.allow=never',
  'safe.bareRepository=explicit',
];

const SAFE = ['--no-optional-locks', '--no-pager', ...SETTINGS.flatMap((setting) => ['-c', setting])];

const ENVIRONMENT = {
  // An object that a partial clone lacks would be fetched, by programs that the repository names. Older ones know only protocols.
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
};

/** Commands that show differences run programs for them, and git itself in submodules with the settings of those. */
const SHOWS = ['diff', 'log', 'show'];
const SHOWN_PLAIN = ['--no-ext-diff', '--no-textconv', '--ignore-submodules=dirty', '--submodule=short'];

export interface GitAnswer {
  bytes: Buffer;
  /** More than `limit` bytes came: these are the first. */
  cut: boolean;
}

export interface GitQuestion {
  input?: string;
  /** Bytes of the answer that are read. */
  limit?: number;
  /** The file that is read in place of the repository's own index. */
  index?: string;
}

/** The folder of a repository, or one inside of it, that git may be asked about. */
export interface Repository {
  /** Where its files are; links are followed. */
  top: string;
  /** What git says in the folder; undefined where it refuses or takes too long. */
  ask(args: readonly string[], question?: GitQuestion): Promise<GitAnswer | undefined>;
}

/**
 * The one place that runs git without a command of the user's or the model's. It does so only where the user trusts the
 * workspace, and runs nothing that the repository itself names: repositories inside of a trusted folder come from others.
 */
export class Git {
  /** Whether the user trusts the workspace: if not, git is not run at all. */
  readonly allowed: () => boolean;

  constructor(trusted: () => boolean) {
    this.allowed = trusted;
  }

  /** Undefined where the folder is in no repository, git may not be run or is not installed, or could be made to run programs. */
  async open(folder: string): Promise<Repository | undefined> {
    if (!this.allowed()) return undefined;
    const top = await findGitFolder(folder);
    const program = top === undefined ? undefined : await findProgram('git', top);
    if (top === undefined || program === undefined) return undefined;
    const run = async (args: readonly string[], question: GitQuestion = {}) => {
      return this.allowed() ? await runGit(program, { folder, top }, args, question) : undefined;
    };
    const off = filtersOff(await run(['config', '--list', '--name-only', '-z'], { limit: SETTINGS_LIMIT_BYTES }));
    if (!off) return undefined;
    return {
      top,
      ask: async ([command = '', ...args], question) => {
        const plain = SHOWS.includes(command) ? SHOWN_PLAIN : [];
        return await run([...off, command, ...plain, ...args], question);
      },
    };
  }
}

/** Options that keep git from running the programs of filters, by the names of all settings; undefined where there are none. */
function filtersOff(settings: GitAnswer | undefined): string[] | undefined {
  if (!settings || settings.cut) return undefined;
  const names = records(settings).flatMap((name) => /^filter\.(.*)\.[^.]*$/s.exec(name)?.[1] ?? []);
  const filters = [...new Set(names)];
  // What comes after a "=" in a name would be read as the value.
  if (filters.length > FILTER_LIMIT || filters.some((name) => name.includes('='))) return undefined;
  return filters.flatMap((name) =>
    ['clean=', 'smudge=', 'process=', 'required=false'].flatMap((setting) => ['-c', `filter.${name}.${setting}`]),
  );
}

async function runGit(
  program: string,
  place: { folder: string; top: string },
  args: readonly string[],
  { input, limit = ANSWER_LIMIT_BYTES, index }: GitQuestion,
): Promise<GitAnswer | undefined> {
  const above = path.dirname(place.top);
  const settings = {
    cwd: place.folder,
    encoding: 'buffer' as const,
    env: {
      ...withoutGitVariables(process.env),
      ...ENVIRONMENT,
      // A repository's own settings would lead elsewhere.
      GIT_WORK_TREE: place.top,
      ...(index === undefined ? {} : { GIT_INDEX_FILE: index }),
      ...(above === place.top ? {} : { GIT_CEILING_DIRECTORIES: above }),
    },
    maxBuffer: limit,
    timeout: TIMEOUT_MS,
    windowsHide: true,
  };
  return await new Promise((resolve) => {
    const child = execFile(program, [...SAFE, ...args], settings, (error, bytes) => {
      if (!error) resolve({ bytes, cut: false });
      else if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') resolve({ bytes, cut: true });
      else resolve(undefined);
    });
    child.stdin?.on('error', () => {}); // It ended before it read everything: the callback says so.
    child.stdin?.end(input ?? '');
  });
}

/** The parts of an answer that ends each with a NUL. The last is left out where the answer was cut. */
export function records({ bytes }: GitAnswer): string[] {
  return bytes.toString('utf8').split('\0').slice(0, -1);
}

/** Those would lead git to another repository than the folder's, as in a hook that started the editor. */
function withoutGitVariables(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^GIT_/i.test(name)));
}
