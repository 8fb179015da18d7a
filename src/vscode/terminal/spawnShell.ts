import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as delay, setImmediate as immediate } from 'node:timers/promises';
import type { CommandExit, CommandSpec, RunningCommand } from '../../agent/contracts/jobs.ts';
import { AS_TREE, endTree, interruptTree } from '../../util/system/processTree.ts';
import { escapeCodeRemover } from '../../util/text/stripEscapeCodes.ts';
import { COMMAND_SHELL, type CommandShell, shellArguments } from './commandShell.ts';

/**
 * After a command's exit its output counts as complete when it ends, or is quiet for so long: a child in the background
 * can hold it open for ever.
 */
const QUIET_MS = 100;
const MAX_QUIET_WAITS = 10;
const windows = process.platform === 'win32';

/** A command in a process of ours. */
export interface RunningProcess extends RunningCommand {
  /** Ends its input: what reads on is told that there is no more. */
  endInput(): void;
  /** As Ctrl+C does in a terminal. */
  interrupt(): void;
}

/**
 * Starts a shell command, without a terminal: `write` is its standard input. Gives its output, standard and error in one, as text;
 * `onRaw` gets it with its escape codes. What it leaves running in the background when it ends by itself stays.
 * Throws an Error when the command cannot be started.
 */
export async function startProcess(
  spec: CommandSpec & { env: NodeJS.ProcessEnv; shell?: CommandShell },
  onOutput: (text: string) => void,
  onRaw: (text: string) => void = () => {},
): Promise<RunningProcess> {
  // Node reports a missing folder as a missing shell.
  if (!existsSync(spec.cwd)) throw new Error(`The folder ${spec.cwd} does not exist, so no command can run there.`);
  const { shell = COMMAND_SHELL } = spec;
  const child = spawn(shell.path, shellArguments(shell, spec.command), {
    cwd: spec.cwd,
    env: spec.env,
    ...AS_TREE,
  });
  await startOf(child);
  // What is typed into a command that reads no more goes nowhere.
  child.stdin.on('error', () => {});
  const output = forwardOutput(child, onOutput, onRaw);
  const exit = exitOf(child);
  const { promise: givenUp, resolve: giveUp } = Promise.withResolvers<CommandExit>();
  let isOver = false;
  const ended = Promise.race([exit, givenUp]).then(async (how) => {
    isOver = true;
    await output.drain();
    output.detach();
    child.stdin.destroy();
    return how;
  });
  return {
    ended,
    write: (text) => void child.stdin.write(text),
    endInput: () => void child.stdin.end(),
    interrupt: () => (windows ? void child.kill('SIGINT') : interruptTree(child.pid)),
    async stop() {
      if (!isOver) await endTree(child.pid, Promise.all([exit, output.close]));
      giveUp({ type: 'exited', code: undefined });
      await ended;
    },
    show() {},
  };
}

function startOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.on('error', (error) => {
      // Later errors are about signalling a process that has ended.
      if (child.pid === undefined)
        reject(new Error(`The shell could not be started: ${error.message}`, { cause: error }));
    });
  });
}

function exitOf(child: ChildProcess): Promise<CommandExit> {
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve({ type: 'exited', code: code ?? undefined }));
  });
}

/** `close` resolves at the end of the output. `drain` waits for the rest of the output of an ended command. After `detach` what still comes is read and dropped. */
function forwardOutput(child: ChildProcess, onOutput: (text: string) => void, onRaw: (text: string) => void) {
  let attached = true;
  let closed = false;
  let chunks = 0;
  const closing = [child.stdout, child.stderr].map((stream) => {
    const clean = escapeCodeRemover();
    // setEncoding also decodes characters that chunks cut in two.
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      chunks++;
      if (!attached) return;
      onRaw(chunk);
      const text = clean(chunk);
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
