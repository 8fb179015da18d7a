import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { CommandExit } from '../../agent/contracts/jobs.ts';
import { isRunning } from '../../util/system/processTree.ts';
import { escapeCodeRemover } from '../../util/text/stripEscapeCodes.ts';
import { MarkedOutput } from './launcherScript.ts';

/** What the end of the output may come after the end of the command, and the shell's word on it after the launcher's. */
const REST_MS = 500;

interface Followed {
  output: MarkedOutput;
  /** Resolves when all of it was read. */
  read: Promise<void>;
}

/**
 * What a terminal tells of a command that a launcher runs. VS Code gives an execution for the typed line, ends it without an exit
 * code where it takes something for the beginning of another one, which then has the output, and now and then tells of no end at
 * all. So all are read until the launcher's marks come, and those are believed.
 */
export class ShellExecution implements vscode.Disposable {
  /** Resolves with the id of the launcher's process when its first mark has come. */
  readonly started: Promise<number>;
  /** Resolves when the given execution has ended without a mark, or the terminal is closed. */
  readonly failed: Promise<void>;
  /** Resolves when the command has ended and what it printed was given, or the terminal is closed. */
  readonly ended: Promise<CommandExit>;
  private readonly given: vscode.TerminalShellExecution;
  private readonly nonce: string;
  private readonly onOutput: (text: string) => void;
  private readonly followed = new Map<vscode.TerminalShellExecution, Followed>();
  private readonly clean = escapeCodeRemover();
  private readonly listeners: vscode.Disposable;
  private readonly onStart: (pid: number) => void;
  private readonly onFail: () => void;
  private readonly onEnd: (exit: CommandExit) => void;
  /** Of the launcher, once its first mark has come. */
  private pid: number | undefined;

  constructor(
    terminal: vscode.Terminal,
    given: vscode.TerminalShellExecution,
    nonce: string,
    onOutput: (text: string) => void,
  ) {
    this.given = given;
    this.nonce = nonce;
    this.onOutput = onOutput;
    ({ promise: this.started, resolve: this.onStart } = Promise.withResolvers<number>());
    ({ promise: this.failed, resolve: this.onFail } = Promise.withResolvers<void>());
    ({ promise: this.ended, resolve: this.onEnd } = Promise.withResolvers<CommandExit>());
    this.follow(given);
    this.listeners = vscode.Disposable.from(
      vscode.window.onDidStartTerminalShellExecution(({ terminal: its, execution }) => {
        if (its === terminal && execution !== given) this.follow(execution);
      }),
      vscode.window.onDidEndTerminalShellExecution(
        ({ execution, exitCode }) => void this.handleEnd(execution, exitCode),
      ),
      vscode.window.onDidCloseTerminal((closed) => {
        if (closed !== terminal) return;
        this.onFail();
        this.onEnd({ type: 'closed' });
      }),
    );
  }

  /** The first mark was lost: what was shown is given from now on, with what came before it. */
  missMark(): void {
    this.give(this.followed.get(this.given)?.output.missMark() ?? '');
  }

  dispose(): void {
    this.listeners.dispose();
  }

  private follow(execution: vscode.TerminalShellExecution): void {
    const output = new MarkedOutput(this.nonce, {
      onStart: (pid) => {
        this.pid = pid;
        this.onStart(pid);
      },
      // The shell takes the next command only when it has said so itself.
      onEnd: (code) => setTimeout(() => this.onEnd({ type: 'exited', code }), REST_MS),
    });
    // What follows another execution's first mark is the command's own.
    if (this.pid !== undefined) output.missMark();
    const forward = async () => {
      for await (const piece of execution.read()) this.give(output.take(piece));
    };
    this.followed.set(execution, { output, read: forward() });
  }

  private async handleEnd(execution: vscode.TerminalShellExecution, code: number | undefined): Promise<void> {
    const followed = this.followed.get(execution);
    if (!followed) return;
    await Promise.race([followed.read, delay(REST_MS)]);
    if (this.pid === undefined) {
      if (execution === this.given) this.onFail();
      // What a command prints may look like its end.
    } else if (code !== undefined && !isRunning(this.pid)) this.onEnd({ type: 'exited', code });
  }

  private give(shown: string): void {
    const text = this.clean(shown);
    if (text !== '') this.onOutput(text);
  }
}
