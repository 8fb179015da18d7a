import * as vscode from 'vscode';
import type { CommandExit, CommandSpec, RunningCommand } from '../../agent/contracts/jobs.ts';
import { cutStart } from '../../util/text/truncate.ts';
import { lineEditor } from './lineEditor.ts';
import { type RunningProcess, startProcess } from './spawnShell.ts';
import { TERMINAL_LOOKS } from './terminalIcon.ts';

/** UTF-16 units that wait for the terminal to open. */
const MAX_WAITING = 100_000;

/** A terminal of ours around a process, for where VS Code's own does not tell what a command does. Its commands see no terminal. */
export class ProcessTerminal {
  readonly terminal: vscode.Terminal;
  private readonly written = new vscode.EventEmitter<string>();
  private waiting: string | undefined = '';
  private running: RunningProcess | undefined;
  private lastLine = '';
  private closing: (() => void) | undefined;
  isClosed = false;

  constructor() {
    const edit = lineEditor({
      echo: (text) => this.show(text),
      line: (text) => this.running?.write(text),
      interrupt: () => this.running?.interrupt(),
      end: () => this.running?.endInput(),
      hidden: () => /pass(?:word|phrase|code)[^\n]*$/i.test(this.lastLine),
    });
    this.terminal = vscode.window.createTerminal({
      ...TERMINAL_LOOKS,
      pty: {
        onDidWrite: this.written.event,
        open: () => {
          const { waiting } = this;
          this.waiting = undefined;
          if (waiting) this.written.fire(waiting);
        },
        close: () => this.close(),
        handleInput: (typed: string) => edit(typed),
      },
    });
  }

  get isFree(): boolean {
    return !this.isClosed && this.running === undefined;
  }

  async start(
    spec: CommandSpec & { env: NodeJS.ProcessEnv },
    onOutput: (text: string) => void,
  ): Promise<RunningCommand> {
    const running = await startProcess(spec, onOutput, (text) => {
      this.lastLine = (this.lastLine + text).slice(-200).split('\n').at(-1) ?? '';
      this.show(text.replace(/\r?\n/g, '\r\n'));
    });
    this.running = running;
    this.show(`\u001b[1m$ ${spec.command.replace(/[^\P{C}\n]/gu, '\u{FFFD}').replaceAll('\n', '\r\n')}\u001b[0m\r\n`);
    const { promise: closed, resolve } = Promise.withResolvers<CommandExit>();
    this.closing = () => resolve({ type: 'closed' });
    const ended = Promise.race([running.ended, closed]).then((exit) => {
      this.running = undefined;
      this.show(`\r\n\u001b[2m[${exit.type === 'exited' ? (exit.code ?? '-') : '-'}]\u001b[0m\r\n`);
      return exit;
    });
    return { ...running, ended, show: () => this.terminal.show() };
  }

  private close(): void {
    this.isClosed = true;
    void this.running?.stop();
    this.closing?.();
  }

  private show(text: string): void {
    if (this.waiting === undefined) this.written.fire(text);
    else this.waiting = cutStart(this.waiting + text, MAX_WAITING);
  }
}
