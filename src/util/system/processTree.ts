import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** What a process that was told to end may still take to clean up. */
const GRACE_MS = 2000;
const GROUP_POLL_MS = 25;
const windows = process.platform === 'win32';

/** For `spawn`: a process group of its own, so that the whole tree can be signalled. */
export const AS_TREE = { detached: !windows, windowsHide: true };

/**
 * Ends a process that was started as a tree, and all of its group; resolves when they are gone, or have had every chance.
 * @param silence resolves when the process has exited and nothing holds its output open
 */
export async function endTree(pid: number | undefined, silence: Promise<unknown>): Promise<void> {
  if (pid === undefined) return;
  if (windows) {
    killTree(pid);
  } else {
    signalGroup(pid, 'SIGTERM');
    // A container without a real init never buries orphans, and then a group of dead processes seems to live on.
    await Promise.race([silence, groupEnd(pid)]);
    signalGroup(pid, 'SIGKILL');
  }
  await Promise.race([silence, delay(GRACE_MS)]);
}

/** Ends what is left of a tree at once, without waiting. */
export function killTree(pid: number | undefined): void {
  if (pid === undefined) return;
  if (!windows) return void signalGroup(pid, 'SIGKILL');
  const killer = spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
  killer.on('error', () => killAlone(pid));
}

/** As Ctrl+C does in a terminal; not on Windows, where there are no groups. */
export function interruptTree(pid: number | undefined): void {
  if (pid !== undefined) signalGroup(pid, 'SIGINT');
}

/** Of undefined: no. */
export function isRunning(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
}

function killAlone(pid: number): void {
  try {
    process.kill(pid);
  } catch {
    // It has ended.
  }
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
