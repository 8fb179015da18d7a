import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

export interface StepOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
}

const PROGRESS_EVERY_MS = 5_000;
const KEPT_OUTPUT_CHARS = 4_000;

/** A command that could not be started or did not succeed; `output` is the end of what it printed. */
export class StepFailed extends Error {
  readonly output: string;

  constructor(command: string, how: string, output: string) {
    super(`${command} ${how}${output.trim() === '' ? '' : `:\n${output.trim()}`}`);
    this.name = 'StepFailed';
    this.output = output;
  }
}

/**
 * Runs one command of an installation and resolves with what it printed on stdout. Says on stderr that it began, every few
 * seconds that it goes on, and how long it took; its own output is shown only when it fails.
 * @throws StepFailed
 */
export async function runStep(
  title: string,
  command: string,
  args: readonly string[],
  options: StepOptions = {},
): Promise<string> {
  const started = performance.now();
  const seconds = () => `${Math.round((performance.now() - started) / 1000)} s`;
  console.error(`${title} ...`);
  const progress = setInterval(() => console.error(`${title} ... ${seconds()}`), PROGRESS_EVERY_MS);
  try {
    const stdout = await run(command, args, options);
    console.error(`${title}: done in ${seconds()}`);
    return stdout;
  } finally {
    clearInterval(progress);
  }
}

/** As runStep, but silent: for questions such as `--version`. */
export async function run(command: string, args: readonly string[], options: StepOptions = {}): Promise<string> {
  // Windows starts a .cmd file only through its shell.
  const shell = process.platform === 'win32' && command.endsWith('.cmd');
  const child: ChildProcess = spawn(shell ? `"${command}"` : command, shell ? args.map((arg) => `"${arg}"`) : args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    shell,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let tail = '';
  const keep = (text: string) => {
    tail = (tail + text).slice(-KEPT_OUTPUT_CHARS);
  };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    keep(text);
  });
  child.stderr?.setEncoding('utf8').on('data', keep);
  const name = path.basename(command);
  const [code, signal] = await once(child, 'close').catch((error: Error) => {
    throw new StepFailed(name, `could not be started (${error.message})`, '');
  });
  if (code !== 0) throw new StepFailed(name, signal ? `was ended by ${signal}` : `failed with exit code ${code}`, tail);
  return stdout;
}

/** npm as the one that runs us, or else the one on the PATH; always under the Node that runs us. */
export function npm(args: readonly string[]): { command: string; args: string[]; env: NodeJS.ProcessEnv } {
  const env = { ...process.env };
  // Set by an outer `npm run`: it would make the inner npm work on the outer project.
  delete env.npm_config_local_prefix;
  const pathKey = Object.keys(env).find((key) => key.toLowerCase() === 'path') ?? 'PATH';
  env[pathKey] = [path.dirname(process.execPath), env[pathKey]].join(path.delimiter);
  const script = env.npm_execpath;
  if (script?.endsWith('.js')) return { command: process.execPath, args: [script, ...args], env };
  return { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', args: [...args], env };
}
