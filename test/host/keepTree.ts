// Runs one command, and ends it together with everything it started as soon as this process's standard input ends.
// The parent holds the other end of that pipe, so the command never outlives it: not after a crash, not after kill -9.
//
//   node keepTree.ts <command> [argument ...]
import { spawn, spawnSync } from 'node:child_process';

const GRACE_MS = 3_000;

const [command, ...args] = process.argv.slice(2);
if (command === undefined) throw new Error('usage: keepTree.ts <command> [argument ...]');

const windows = process.platform === 'win32';
// A process group of its own is what makes the whole tree reachable by one signal.
const child = spawn(command, args, { detached: !windows, stdio: ['ignore', 'inherit', 'inherit'], windowsHide: true });
const { pid } = child;

function signal(name: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return;
  if (windows) {
    spawnSync('taskkill', ['/pid', String(pid), '/T', '/F']);
    return;
  }
  try {
    process.kill(-pid, name);
  } catch (error) {
    // Nothing of the group is left.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

child.on('error', (error) => {
  console.error(`${command} could not be started: ${error.message}`);
  process.exit(127);
});
child.on('exit', (code) => {
  signal('SIGKILL');
  process.exit(code ?? 1);
});
process.stdin.resume().on('end', () => {
  signal('SIGTERM');
  setTimeout(signal, GRACE_MS, 'SIGKILL');
});
// Ctrl+C reaches every process of the terminal; the parent decides when the tree ends, by closing the pipe.
process.on('SIGINT', () => undefined);
