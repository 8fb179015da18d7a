import { execFile } from 'node:child_process';

/** Milliseconds that a question to git may take. */
const TIMEOUT_MS = 20_000;
/** Bytes of an answer: paths and objects of a large repository. */
const ANSWER_LIMIT_BYTES = 256 * 1024 * 1024;

/**
 * Asked for, git never writes: it takes no lock to refresh its index, starts no file system monitor, and fetches no object that
 * a partial clone lacks.
 */
const READ_ONLY = ['--no-optional-locks', '-c', 'core.fsmonitor=false'];
const ENVIRONMENT = {
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_LAZY_FETCH: '1',
  GIT_LFS_SKIP_SMUDGE: '1',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
};

export interface GitAnswer {
  bytes: Buffer;
  /** More than `limit` bytes came: these are the first. */
  cut: boolean;
}

/** What git says in a folder; undefined where it is not installed, refuses, or takes too long. */
export async function askGit(
  folder: string,
  args: readonly string[],
  options: { input?: string; limit?: number } = {},
): Promise<GitAnswer | undefined> {
  const settings = {
    cwd: folder,
    encoding: 'buffer' as const,
    env: { ...withoutGitVariables(process.env), ...ENVIRONMENT },
    maxBuffer: options.limit ?? ANSWER_LIMIT_BYTES,
    timeout: TIMEOUT_MS,
    windowsHide: true,
  };
  return await new Promise((resolve) => {
    const child = execFile('git', [...READ_ONLY, ...args], settings, (error, bytes) => {
      if (!error) resolve({ bytes, cut: false });
      else if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') resolve({ bytes, cut: true });
      else resolve(undefined);
    });
    child.stdin?.on('error', () => {}); // It ended before it read everything: the callback tells.
    child.stdin?.end(options.input ?? '');
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
