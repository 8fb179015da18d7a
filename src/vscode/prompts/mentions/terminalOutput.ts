import * as vscode from 'vscode';
import { escapeCodeRemover } from '../../../util/text/stripEscapeCodes.ts';
import { cutStart } from '../../../util/text/truncate.ts';
import { isOurTerminal } from '../../terminal/terminalIcon.ts';

/** Characters of the output that are kept, the newest. */
const MAX_CHARACTERS = 40_000;

interface TerminalCommand {
  command: string;
  output: string;
}

/** The newest command of each terminal, with what it printed, where the shell tells of its commands. In memory only. */
export class TerminalOutput implements vscode.Disposable {
  private readonly newest = new Map<vscode.Terminal, TerminalCommand>();
  private readonly listeners: vscode.Disposable;

  constructor() {
    this.listeners = vscode.Disposable.from(
      vscode.window.onDidStartTerminalShellExecution(
        // What Kimi's own commands print is in the conversation.
        ({ terminal, execution }) => void (isOurTerminal(terminal) || this.follow(terminal, execution)),
      ),
      vscode.window.onDidCloseTerminal((terminal) => this.newest.delete(terminal)),
    );
  }

  /** Of the active terminal; undefined where nothing ran there, or it was not told. */
  get current(): TerminalCommand | undefined {
    const terminal = vscode.window.activeTerminal;
    return terminal && this.newest.get(terminal);
  }

  dispose(): void {
    this.listeners.dispose();
  }

  private async follow(terminal: vscode.Terminal, execution: vscode.TerminalShellExecution): Promise<void> {
    const run: TerminalCommand = { command: execution.commandLine.value, output: '' };
    this.newest.set(terminal, run);
    const clean = escapeCodeRemover();
    for await (const chunk of execution.read()) {
      run.output = cutStart(run.output + clean(chunk), MAX_CHARACTERS);
      if (this.newest.get(terminal) !== run) return;
    }
  }
}
