import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { AgentEvent, Entry } from '../../../src/agent/events/events.ts';
import type { WindowCommand, WindowOptions, WindowReport } from './windowMessages.ts';

type Done = Extract<WindowReport, { type: 'done' }>;
type CommandWithoutId<C = WindowCommand> = C extends WindowCommand ? Omit<C, 'id'> : never;

/** A window that runs in a process of its own, as a test sees it. */
export class LabWindow {
  /** What it showed, and since when. Begins again where the session was read again. */
  readonly shown: { at: number; entry: Entry }[] = [];
  session = '';
  readOnly = false;
  /** The last entry that it had read when it was opened. */
  seq = 0;
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly exited: Promise<unknown>;
  private readonly waiting = new Set<() => void>();
  private readonly done = new Map<number, Done>();
  private commands = 0;
  private gone = false;
  /** What it printed of its own, and why it ended. */
  private said = '';

  private constructor(child: ChildProcessWithoutNullStreams) {
    this.child = child;
    this.exited = once(child, 'exit').then(() => {
      this.gone = true;
      this.wake();
    });
    child.stderr.on('data', (text: Buffer) => {
      this.said += text;
    });
    child.stdin.on('error', () => {}); // It was killed while a command was on its way.
    createInterface({ input: child.stdout }).on('line', (line) => this.read(JSON.parse(line)));
  }

  /** Resolves when it has opened its session. `wrapper` is a command that starts the one that follows it. */
  static async open(options: WindowOptions, wrapper: readonly string[] = []): Promise<LabWindow> {
    const script = path.join(import.meta.dirname, 'window.ts');
    const [program = '', ...args] = [...wrapper, process.execPath, script, JSON.stringify(options)];
    const window = new LabWindow(spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] }));
    await window.until(() => window.session !== '');
    return window;
  }

  /** Resolves with why it failed, or undefined. Rejects where the window is gone first. */
  async run(command: CommandWithoutId): Promise<string | undefined> {
    this.commands += 1;
    const id = this.commands;
    this.child.stdin.write(`${JSON.stringify({ ...command, id })}\n`);
    await this.until(() => this.done.has(id));
    return this.done.get(id)?.error;
  }

  /** Resolves when it has shown an event of one of these types. */
  async showed(...types: AgentEvent['type'][]): Promise<void> {
    await this.until(() => this.shown.some(({ entry }) => types.includes(entry.event.type)));
  }

  async until(wanted: () => boolean): Promise<void> {
    while (!wanted()) {
      if (this.gone) throw new Error(`The window is gone: ${this.said}`);
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  private read(report: WindowReport): void {
    switch (report.type) {
      case 'opened':
        this.session = report.session;
        this.readOnly = report.readOnly;
        this.seq = report.seq;
        break;
      case 'shown':
        for (const entry of report.entries) this.shown.push({ at: report.at, entry });
        break;
      case 'reset':
        this.readOnly = report.readOnly;
        this.shown.length = 0;
        break;
      case 'done':
        this.done.set(report.id, report);
        break;
    }
    this.wake();
  }

  private wake(): void {
    const waiting = [...this.waiting];
    this.waiting.clear();
    for (const resolve of waiting) resolve();
  }
}
