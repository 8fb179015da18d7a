import { mkdtempSync, rmSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { CommandSpec, RunningCommand } from '../../agent/contracts/jobs.ts';
import { commandEnvironment } from './commandEnvironment.ts';
import { COMMAND_SHELL, type CommandShell } from './commandShell.ts';
import { ProcessTerminal } from './processTerminal.ts';
import { startInShell } from './shellTerminal.ts';
import { TERMINAL_LOOKS } from './terminalIcon.ts';

/** What shell integration may take to come. */
const INTEGRATION_MS = 5000;

export interface TerminalsOptions {
  shell?: CommandShell;
  /** Milliseconds; 0 does without shell integration. */
  integrationMs?: number;
}

/**
 * The terminals that commands run in: VS Code's own, with shell integration, which are used again when they are free; and
 * terminals of ours where that does not come, which is remembered for the window.
 */
export class Terminals implements vscode.Disposable {
  private readonly shell: CommandShell;
  private readonly integrationMs: number;
  private readonly shells = new Set<vscode.Terminal>();
  /** Those in which a command runs, of ours or of the user's, as VS Code tells of it. */
  private readonly busy = new Set<vscode.Terminal>();
  /** Those in which one of ours runs: what it prints may look like its end to VS Code. */
  private readonly running = new Set<vscode.Terminal>();
  private readonly processes = new Set<ProcessTerminal>();
  private readonly listeners: vscode.Disposable;
  private folder: string | undefined;
  /** Shell integration did not come in time. It may come later. */
  private isAbsent = false;

  constructor({ shell = COMMAND_SHELL, integrationMs = INTEGRATION_MS }: TerminalsOptions = {}) {
    this.shell = shell;
    this.integrationMs = integrationMs;
    this.isAbsent = integrationMs === 0;
    this.listeners = vscode.Disposable.from(
      vscode.window.onDidCloseTerminal((terminal) => {
        this.shells.delete(terminal);
        this.busy.delete(terminal);
        this.running.delete(terminal);
      }),
      vscode.window.onDidStartTerminalShellExecution(({ terminal }) => {
        if (this.shells.has(terminal)) this.busy.add(terminal);
      }),
      vscode.window.onDidEndTerminalShellExecution(({ terminal }) => this.busy.delete(terminal)),
    );
  }

  dispose(): void {
    this.listeners.dispose();
    for (const terminal of this.shells) terminal.dispose();
    for (const { terminal } of this.processes) terminal.dispose();
    if (this.folder !== undefined) rmSync(this.folder, { recursive: true, force: true });
  }

  /** See Workspace.startCommand. */
  async start(spec: CommandSpec, onOutput: (text: string) => void): Promise<RunningCommand> {
    const found = await stat(spec.cwd).catch(() => undefined);
    if (!found?.isDirectory()) throw new Error(`The folder ${spec.cwd} does not exist, so no command can run there.`);
    return (await this.startInShell(spec, onOutput)) ?? (await this.startInProcess(spec, onOutput));
  }

  private async startInShell(spec: CommandSpec, onOutput: (text: string) => void): Promise<RunningCommand | undefined> {
    const terminal = this.freeShell() ?? (await this.openShell(spec.cwd));
    const integration = terminal?.shellIntegration;
    if (!terminal || !integration) return undefined;
    this.busy.add(terminal);
    this.folder ??= mkdtempSync(path.join(tmpdir(), 'ask-kimi-'));
    const { shell, folder } = this;
    const running = await startInShell({ shell, terminal, integration, folder }, spec, onOutput);
    // Whatever its shell does: it does not do what is typed.
    if (!running) terminal.dispose();
    else {
      this.running.add(terminal);
      void running.ended.then(() => {
        this.running.delete(terminal);
        this.busy.delete(terminal);
      });
    }
    return running;
  }

  private freeShell(): vscode.Terminal | undefined {
    const isFree = (terminal: vscode.Terminal) => !this.busy.has(terminal) && !this.running.has(terminal);
    return [...this.shells].find((terminal) => terminal.shellIntegration && isFree(terminal));
  }

  /** A new terminal, once its shell integration is there; undefined where that does not come. */
  private async openShell(cwd: string): Promise<vscode.Terminal | undefined> {
    if (this.isAbsent) return undefined;
    const terminal = vscode.window.createTerminal({
      ...TERMINAL_LOOKS,
      shellPath: this.shell.path,
      cwd,
      // The key is in no command's environment; what is typed for the user stays out of their history.
      env: { MOONSHOT_API_KEY: null, VSCODE_PREVENT_SHELL_HISTORY: '1' },
    });
    this.shells.add(terminal);
    this.busy.add(terminal);
    const came = await integrationOf(terminal, this.integrationMs, () => {
      this.busy.delete(terminal);
      this.isAbsent = false;
    });
    this.isAbsent = !came;
    return came ? terminal : undefined;
  }

  private async startInProcess(spec: CommandSpec, onOutput: (text: string) => void): Promise<RunningCommand> {
    for (const terminal of this.processes) if (terminal.isClosed) this.processes.delete(terminal);
    const terminal = [...this.processes].find(({ isFree }) => isFree) ?? new ProcessTerminal();
    this.processes.add(terminal);
    return await terminal.start({ ...spec, env: commandEnvironment(process.env) }, onOutput);
  }
}

/** Whether shell integration comes in time. `onCome` is called also when it comes later. */
function integrationOf(terminal: vscode.Terminal, withinMs: number, onCome: () => void): Promise<boolean> {
  return new Promise((resolve) => {
    const come = () => {
      listeners.dispose();
      clearTimeout(timer);
      onCome();
      resolve(true);
    };
    const timer = setTimeout(() => resolve(false), withinMs);
    const listeners = vscode.Disposable.from(
      vscode.window.onDidChangeTerminalShellIntegration((event) => event.terminal === terminal && come()),
      vscode.window.onDidCloseTerminal((closed) => {
        if (closed !== terminal) return;
        listeners.dispose();
        clearTimeout(timer);
        resolve(false);
      }),
    );
    if (terminal.shellIntegration) come();
  });
}
