import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { CommandExit } from '../../agent/commands.ts';
import { escapeCodeRemover } from '../escapeCodes.ts';
import { MarkedOutput } from './launcher.ts';

/** What the end of the output may come after the end of the command. */
const REST_MS = 500;

/**
 * Finds, among the executions that a terminal tells of, the one that has a launcher's mark in its output. That is the one that VS
 * Code gave for the typed line, unless the shell reports another line for it: then VS Code tells of one more, and of the end of
 * the first never.
 */
export class MarkedExecution implements vscode.Disposable {
  /** Resolves with the id of the launcher's process when the mark has come. */
  readonly started: Promise<number>;
  /** Resolves when the execution that VS Code gave has ended without the mark, or the terminal is closed. */
  readonly failed: Promise<void>;
  /** Resolves when the execution with the mark has ended, and what it printed was given; or the terminal is closed. */
  readonly ended: Promise<CommandExit>;
  private readonly given: vscode.TerminalShellExecution;
  private readonly nonce: string;
  private readonly onOutput: (text: string) => void;
  private readonly outputs = new Map<vscode.TerminalShellExecution, { output: MarkedOutput; read: Promise<void> }>();
  private readonly clean = escapeCodeRemover();
  private readonly listeners: vscode.Disposable;
  private marked: vscode.TerminalShellExecution | undefined;
  private readonly start: (pid: number) => void;

  constructor(
    terminal: vscode.Terminal,
    given: vscode.TerminalShellExecution,
    nonce: string,
    onOutput: (text: string) => void,
  ) {
    this.given = given;
    this.nonce = nonce;
    this.onOutput = onOutput;
    const starting = Promise.withResolvers<number>();
    const failing = Promise.withResolvers<void>();
    const ending = Promise.withResolvers<CommandExit>();
    this.started = starting.promise;
    this.failed = failing.promise;
    this.ended = ending.promise;
    this.start = starting.resolve;
    this.read(given);
    this.listeners = vscode.Disposable.from(
      vscode.window.onDidStartTerminalShellExecution(({ terminal: its, execution }) => {
        if (its === terminal && execution !== given && !this.marked) this.read(execution);
      }),
      vscode.window.onDidEndTerminalShellExecution(async ({ execution, exitCode }) => {
        if (!this.outputs.has(execution)) return;
        await this.rest(execution);
        if (execution === this.marked) ending.resolve({ type: 'exited', code: exitCode });
        else if (execution === given) failing.resolve();
      }),
      vscode.window.onDidCloseTerminal((closed) => {
        if (closed !== terminal) return;
        failing.resolve();
        ending.resolve({ type: 'closed' });
      }),
    );
  }

  /** The mark was lost: what was shown is given from now on, with what came before it. */
  missMark(): void {
    this.give(this.outputs.get(this.given)?.output.missMark() ?? '');
  }

  dispose(): void {
    this.listeners.dispose();
  }

  private read(execution: vscode.TerminalShellExecution): void {
    const output = new MarkedOutput(this.nonce, (pid) => {
      this.marked = execution;
      this.start(pid);
    });
    const forward = async () => {
      for await (const piece of execution.read()) this.give(output.take(piece));
    };
    this.outputs.set(execution, { output, read: forward() });
  }

  private async rest(execution: vscode.TerminalShellExecution): Promise<void> {
    await Promise.race([this.outputs.get(execution)?.read, delay(REST_MS)]);
  }

  private give(shown: string): void {
    const text = this.clean(shown);
    if (text !== '') this.onOutput(text);
  }
}
