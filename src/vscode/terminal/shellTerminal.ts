import { randomUUID } from 'node:crypto';
import { readFile, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type * as vscode from 'vscode';
import type { CommandExit, CommandSpec, RunningCommand } from '../../agent/contracts/jobs.ts';
import { isNotFound } from '../../util/system/isNotFound.ts';
import { endTree, isRunning } from '../../util/system/processTree.ts';
import type { CommandShell } from './commandShell.ts';
import { launcherFile, launcherText, pidFile, typedLine } from './launcherScript.ts';
import { ShellExecution } from './shellExecution.ts';

/** What a shell may take to begin with what was typed. */
const START_MS = 8000;
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
  const given = integration.executeCommand(typedLine(shell, file));
  const execution = new ShellExecution(terminal, given, nonce, onOutput);
  const { started, failed } = execution;
  let pid = await Promise.race([started, failed.then(() => undefined), delay(START_MS, undefined, { ref: false })]);
  if (pid === undefined) {
    if (await withdraw(file)) {
      execution.dispose();
      return undefined;
    }
    // It runs, and the terminal lost its mark, or has yet to show it.
    pid = await Promise.race([started, notedPid(file)]);
    execution.missMark();
  }
  const over = new AbortController();
  const ended = Promise.race([execution.ended, processEnd(pid, file, over.signal)]).then(async (exit) => {
    over.abort();
    execution.dispose();
    await unlink(pidFile(file)).catch(() => {});
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

/** What a launcher noted so far. */
async function noted(file: string): Promise<{ pid: number | undefined; code: number | undefined }> {
  const text = await readFile(pidFile(file), 'utf8').catch(() => '');
  const [pid, code] = (text.match(/\d+/g) ?? []).map(Number);
  return { pid, code };
}

/** The id of the process of a launcher that has begun; undefined where it came no further. */
async function notedPid(file: string): Promise<number | undefined> {
  const deadline = performance.now() + GONE_MS;
  for (;;) {
    const { pid } = await noted(file);
    if (pid !== undefined) return pid;
    if (performance.now() > deadline) return undefined;
    await delay(NOTED_POLL_MS);
  }
}

/** Resolves a while after a launcher's process is gone. Never, once the signal is aborted. */
async function processEnd(pid: number | undefined, file: string, signal: AbortSignal): Promise<CommandExit> {
  for (let goneAt: number | undefined; !signal.aborted; await delay(LOOK_MS, undefined, { ref: false })) {
    const now = performance.now();
    if (isRunning(pid)) goneAt = undefined;
    else goneAt ??= now;
    if (goneAt !== undefined && now - goneAt > GONE_MS) return { type: 'exited', code: (await noted(file)).code };
  }
  return await new Promise(() => {});
}

/** True: the launcher was still there, and so the command will not run. */
async function withdraw(file: string): Promise<boolean> {
  try {
    await unlink(file);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

async function hasSettled(ended: Promise<unknown>): Promise<boolean> {
  return await Promise.race([ended.then(() => true), Promise.resolve(false)]);
}
