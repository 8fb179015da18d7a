import type { Job, Rest, RunningCommand, Wait } from '../../agent/contracts/jobs.ts';
import type { CommandEnding } from '../../agent/events/events.ts';
import type { JobOutput } from './jobOutput.ts';
import { looksLikeMenu, looksLikePrompt } from './waitsForInput.ts';

/** For how long a command prints nothing before it counts as waiting: with a prompt, amid a line, and having printed nothing. */
const PROMPT_MS = 1500;
const OPEN_LINE_MS = 10_000;
const SILENT_MS = 20_000;

export interface JobParts {
  id: string;
  command: string;
  cwd: string;
  output: JobOutput;
  running: RunningCommand;
  /** Called when it was left running, waits or goes on, and when it ended; not before somebody has left it. */
  onChange(job: CommandJob): void;
}

/** A command that a session started. */
export class CommandJob implements Job {
  readonly id: string;
  readonly command: string;
  readonly cwd: string;
  private readonly parts: JobParts;
  private readonly began = performance.now();
  private readonly moving = Promise.withResolvers<void>();
  private readonly over: Promise<void>;
  private endedAt: number | undefined;
  private how: CommandEnding | undefined;
  private stopping: Promise<void> | undefined;
  private isLeft = false;
  private waits = false;

  constructor(parts: JobParts) {
    this.parts = parts;
    this.id = parts.id;
    this.command = parts.command;
    this.cwd = parts.cwd;
    this.over = parts.running.ended.then(async (exit) => {
      await parts.output.close();
      this.endedAt = performance.now();
      this.how = this.stopping ? { type: 'stopped' } : exit;
      if (this.isLeft) parts.onChange(this);
    });
  }

  get ending(): CommandEnding | undefined {
    return this.how;
  }

  get durationMs(): number {
    return Math.round((this.endedAt ?? performance.now()) - this.began);
  }

  /** Nobody waits for it, and it runs. */
  get inBackground(): boolean {
    return this.isLeft && !this.how;
  }

  /** How its card shows it. */
  get state(): CommandEnding {
    return this.how ?? { type: 'background', waits: this.waits };
  }

  async rest({ ms, silence, signal }: Wait): Promise<Rest> {
    const controller = new AbortController();
    const { promise: aborted, resolve } = Promise.withResolvers<'aborted'>();
    const onAbort = () => resolve('aborted');
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    try {
      const rest = await Promise.race([
        this.over.then(() => 'ended' as const),
        this.moving.promise.then(() => 'moved' as const),
        this.pause(ms, silence, controller.signal),
        aborted,
      ]);
      if (rest !== 'ended' && rest !== 'aborted') this.leave(rest === 'waits');
      return rest;
    } finally {
      controller.abort();
      signal.removeEventListener('abort', onAbort);
    }
  }

  async news(): Promise<{ text: string; file?: string }> {
    return await this.parts.output.news(this.isLeft);
  }

  write(text: string): void {
    this.parts.output.lastAt = performance.now();
    this.parts.running.write(text);
    this.goOn();
  }

  /** It does something, so it does not wait any more: the user may have answered it. */
  goOn(): void {
    if (!this.waits || this.how) return;
    this.waits = false;
    this.parts.onChange(this);
  }

  async stop(): Promise<void> {
    if (this.how) return;
    this.stopping ??= this.parts.running.stop();
    await this.stopping;
    await this.over;
  }

  /** The user does not want to wait for it. */
  move(): void {
    this.moving.resolve();
  }

  show(): void {
    this.parts.running.show();
  }

  private leave(waits: boolean): void {
    const isNews = !this.isLeft || waits !== this.waits;
    this.isLeft = true;
    this.waits = waits;
    if (isNews && !this.how) this.parts.onChange(this);
  }

  /** Resolves when the time is over, or the command seems to wait for input. */
  private pause(ms: number, silence: boolean, ended: AbortSignal): Promise<Rest> {
    const deadline = performance.now() + ms;
    return new Promise((resolve) => {
      const look = () => {
        const now = performance.now();
        const waiting = this.waiting(now, silence);
        if (waiting.for !== undefined) return resolve(waiting.for);
        if (now >= deadline) return resolve('time');
        timer = setTimeout(look, Math.max(1, Math.min(waiting.againIn, deadline - now)));
      };
      let timer = setTimeout(look, Math.min(ms, PROMPT_MS));
      ended.addEventListener('abort', () => clearTimeout(timer), { once: true });
    });
  }

  /** Whether it waits, or else in how many milliseconds that could be so. */
  private waiting(now: number, silence: boolean): { for: Rest } | { for?: undefined; againIn: number } {
    const { output } = this.parts;
    const quiet = now - output.lastAt;
    if (output.isEmpty) {
      if (!silence) return { againIn: PROMPT_MS };
      return quiet >= SILENT_MS ? { for: 'silent' } : { againIn: SILENT_MS - quiet };
    }
    const lines = output.lastLines;
    const last = lines.at(-1) ?? '';
    const needed = looksLikePrompt(last) || looksLikeMenu(lines) ? PROMPT_MS : OPEN_LINE_MS;
    if (quiet < needed) return { againIn: needed - quiet };
    // What ends with a whole line works on, for all that is known.
    return needed === PROMPT_MS || last !== '' ? { for: 'waits' } : { againIn: PROMPT_MS };
  }
}
