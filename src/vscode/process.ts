import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as delay, setImmediate as immediate } from 'node:timers/promises';
import type { CommandOutcome, CommandSpec } from '../agent/workspace.ts';
import { escapeCodeRemover } from './escapeCodes.ts';

/** What a process that was told to end may still take to clean up. */
const GRACE_MS = 2000;
const GROUP_POLL_MS = 25;
/**
 * After a command's exit its output counts as complete when it ends, or is quiet for so long: a child in the background
 * can hold it open for ever.
 */
const QUIET_MS = 100;
const MAX_QUIET_WAITS = 10;
const windows = process.platform === 'win32';

/**
 * Runs a shell command with its standard input closed and gives its output, standard and error in one, as text without
 * escape codes. On stop and timeout the command ends with all that it started; what it leaves running in the background
 * when it ends by itself stays. Always resolves soon after the command's end.
 * Throws an Error when the command cannot be started.
 */
export async function runProcess(
  spec: CommandSpec & { env: NodeJS.ProcessEnv; shell?: string },
  onOutput: (text: string) => void,
  signal: AbortSignal,
): Promise<CommandOutcome> {
  if (signal.aborted) return { type: 'stopped' };
  // Node reports a missing folder as a missing shell.
  if (!existsSync(spec.cwd)) throw new Error(`The folder ${spec.cwd} does not exist, so no command can run there.`);
  const child = spawn(spec.command, {
    shell: spec.shell ?? true,
    cwd: spec.cwd,
    env: spec.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, so that the whole tree can be signalled.
    detached: !windows,
    windowsHide: true,
  });
  const output = forwardOutput(child, onOutput);
  const ended = new AbortController();
  try {
    const exit = exitOf(child);
    const interruption = interrupted(signal, spec.timeoutMs, ended.signal);
    const first = await Promise.race([exit, interruption]);
    if (first.type !== 'exited') await endTree(child, Promise.all([exit, output.close]));
    await output.drain();
    return first;
  } finally {
    ended.abort();
    output.detach();
  }
}

/** Rejects when the shell cannot be started. */
function exitOf(child: ChildProcess): Promise<CommandOutcome> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => resolve({ type: 'exited', code: code ?? undefined }));
    child.once('error', (error) => {
      // Later errors are about signalling a process that has ended.
      if (child.pid === undefined)
        reject(new Error(`The shell could not be started: ${error.message}`, { cause: error }));
    });
  });
}

function interrupted(signal: AbortSignal, timeoutMs: number, ended: AbortSignal): Promise<CommandOutcome> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ type: 'timedOut' }), timeoutMs);
    ended.addEventListener('abort', () => clearTimeout(timer), { once: true });
    signal.addEventListener('abort', () => resolve({ type: 'stopped' }), { once: true, signal: ended });
  });
}

/** `close` resolves at the end of the output. `drain` waits for the rest of the output of an ended command. After `detach` what still comes is read and dropped. */
function forwardOutput(child: ChildProcess, onOutput: (text: string) => void) {
  let attached = true;
  let closed = false;
  let chunks = 0;
  const closing = [child.stdout, child.stderr].map((stream) => {
    const clean = escapeCodeRemover();
    // setEncoding also decodes characters that chunks cut in two.
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      chunks++;
      const text = attached ? clean(chunk) : '';
      if (text !== '') onOutput(text);
    });
    return new Promise((resolve) => stream?.once('close', resolve));
  });
  const close = Promise.all(closing).then(() => {
    closed = true;
  });
  const drain = async () => {
    for (let waits = 0; waits < MAX_QUIET_WAITS && !closed; waits++) {
      const before = chunks;
      await Promise.race([close, delay(QUIET_MS)]);
      // A busy process may run a late timer before it reads what has long been there.
      await immediate();
      if (chunks === before) return;
    }
  };
  const detach = () => {
    attached = false;
  };
  return { close, drain, detach };
}

/**
 * Ends a process and all of its group; resolves when they are gone, or have had every chance.
 * @param silence resolves when the process has exited and nothing holds its output open
 */
async function endTree(child: ChildProcess, silence: Promise<unknown>): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  if (windows) {
    const killer = spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
    killer.on('error', () => child.kill());
  } else {
    signalGroup(pid, 'SIGTERM');
    // A container without a real init never buries orphans, and then a group of dead processes seems to live on.
    await Promise.race([silence, groupEnd(pid)]);
    signalGroup(pid, 'SIGKILL');
  }
  await Promise.race([silence, delay(GRACE_MS)]);
}

async function groupEnd(pid: number): Promise<void> {
  const deadline = performance.now() + GRACE_MS;
  while (signalGroup(pid, 0) && performance.now() < deadline) await delay(GROUP_POLL_MS);
}

/** False when nothing of the group is left. */
function signalGroup(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, name);
  } catch (error) {
    // EPERM: what is left belongs to another user (macOS also says so of ended processes), and cannot be signalled.
    if (error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM')) return false;
    throw error;
  }
}
