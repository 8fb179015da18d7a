import { randomUUID } from 'node:crypto';
import { readFile, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { CommandExit, CommandSpec, RunningCommand } from '../../agent/commands.ts';
import { endTree } from '../../tools/processTree.ts';
import type { CommandShell } from '../commandShell.ts';
import { escapeCodeRemover } from '../escapeCodes.ts';
import { isMissing } from '../isMissing.ts';
import { launcherFile, launcherText, MarkedOutput, pidFile, typedLine } from './launcher.ts';

/** What a shell may take to begin with what was typed. */
const START_MS = 8000;
/** What the end of the output may come after the end of the command. */
const REST_MS = 500;
/** What the shell may take to say that a command ended after its launcher did. */
const LATE_MS = 500;
/** A command whose process is gone for so long has ended, whether anything says so or not. */
const LOOK_MS = 1000;
const GONE_MS = 2000;
const NOTED_POLL_MS = 50;

export interface ShellTerminal {
  shell: CommandShell;
  terminal: vscode.Terminal;
  integration: vscode.TerminalShellIntegration;
  /** Where launchers are put, for this person alone. */
  folder: string;
}

/** Runs a command in a terminal's shell. Undefined where the shell does not begin with it: it will not run later either. */
export async function startInShell(
  { shell, terminal, integration, folder }: ShellTerminal,
  spec: CommandSpec,
  onOutput: (text: string) => void,
): Promise<RunningCommand | undefined> {
  const nonce = randomUUID();
  const { ending, mark } = launcherFile(shell);
  const file = path.join(folder, `${nonce.slice(0, 8)}${ending}`);
  await writeFile(file, mark + launcherText(shell, spec, file, nonce), { mode: 0o600, flag: 'wx' });
  const { promise: started, resolve: onStart } = Promise.withResolvers<number | undefined>();
  const { promise: marked, resolve: onEnd } = Promise.withResolvers<number>();
  const execution = integration.executeCommand(typedLine(shell, file));
  const output = new MarkedOutput(nonce, { onStart, onEnd });
  const clean = escapeCodeRemover();
  const give = (shown: string) => {
    const text = clean(shown);
    if (text !== '') onOutput(text);
  };
  const read = forward(execution, (piece) => give(output.take(piece)));
  const over = exitOf(terminal, execution, { started, marked });
  let pid = await Promise.race([started, over.then(() => undefined), delay(START_MS, undefined, { ref: false })]);
  if (pid === undefined) {
    if (await withdraw(file)) return undefined;
    // It runs, and the terminal lost its mark: its end might get lost as well.
    pid = await notedPid(file);
    onStart(pid);
    give(output.missMark());
  }
  await unlink(pidFile(file)).catch(() => {});
  const ended = over.then(async (exit) => {
    await Promise.race([read, delay(REST_MS)]);
    // What still holds the terminal that is gone.
    if (exit.type === 'closed') await endTree(pid, Promise.resolve());
    return exit;
  });
  return {
    ended,
    // A key ends a line, as the terminal has it.
    write: (text) => terminal.sendText(text.replaceAll('\n', '\r'), false),
    async stop() {
      await endTree(pid, ended);
      await Promise.race([ended, delay(GONE_MS)]);
      if (!(await hasSettled(ended))) terminal.dispose();
      await ended;
    },
    show: () => terminal.show(),
  };
}

async function forward(execution: vscode.TerminalShellExecution, onShown: (piece: string) => void): Promise<void> {
  for await (const piece of execution.read()) onShown(piece);
}

/** The id of the process of a launcher that has begun; undefined where it came no further. */
async function notedPid(file: string): Promise<number | undefined> {
  const deadline = performance.now() + GONE_MS;
  for (;;) {
    const noted = await readFile(pidFile(file), 'utf8').catch(() => '');
    if (noted !== '') return Number.parseInt(noted, 10);
    if (performance.now() > deadline) return undefined;
    await delay(NOTED_POLL_MS);
  }
}

/** Resolves when the shell or the launcher says that it ended, when its process is gone, or when the terminal is closed. */
function exitOf(
  terminal: vscode.Terminal,
  execution: vscode.TerminalShellExecution,
  { started, marked }: { started: Promise<number | undefined>; marked: Promise<number> },
): Promise<CommandExit> {
  return new Promise((resolve) => {
    const end = (exit: CommandExit) => {
      isOver = true;
      listeners.dispose();
      clearInterval(timer);
      resolve(exit);
    };
    const listeners = vscode.Disposable.from(
      vscode.window.onDidEndTerminalShellExecution((event) => {
        if (event.execution === execution) end({ type: 'exited', code: event.exitCode });
      }),
      vscode.window.onDidCloseTerminal((closed) => {
        if (closed === terminal) end({ type: 'closed' });
      }),
    );
    let isOver = false;
    let goneAt: number | undefined;
    let timer: NodeJS.Timeout | undefined;
    // Only then does the shell take the next command.
    void marked.then((code) => setTimeout(() => end({ type: 'exited', code }), LATE_MS));
    void started.then((pid) => {
      if (isOver) return;
      timer = setInterval(() => {
        const now = performance.now();
        if (isThere(pid)) goneAt = undefined;
        else goneAt ??= now;
        if (goneAt !== undefined && now - goneAt > GONE_MS) end({ type: 'exited', code: undefined });
      }, LOOK_MS);
    });
  });
}

/** True: the launcher was still there, and so the command will not run. */
async function withdraw(file: string): Promise<boolean> {
  try {
    await unlink(file);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

async function hasSettled(ended: Promise<unknown>): Promise<boolean> {
  return await Promise.race([ended.then(() => true), Promise.resolve(false)]);
}

function isThere(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
}
