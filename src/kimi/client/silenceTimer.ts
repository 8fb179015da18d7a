import { type Fault, fault } from './classifyError.ts';

/** Aborts a request that the user stopped, whose first byte never comes, or that fell silent after it. */
export class SilenceTimer {
  /** Why it was aborted by this timer, once it was. */
  fault: Fault | undefined;
  private readonly controller = new AbortController();
  private readonly outer: AbortSignal;
  private readonly idleMs: number;
  private readonly onAbort: () => void;
  private timer: NodeJS.Timeout;
  private begun = false;

  /** In milliseconds. */
  constructor(outer: AbortSignal, { idleMs, firstByteMs }: { idleMs: number; firstByteMs: number }) {
    this.outer = outer;
    this.idleMs = idleMs;
    this.onAbort = () => this.controller.abort(outer.reason);
    outer.addEventListener('abort', this.onAbort, { once: true });
    if (outer.aborted) this.onAbort();
    // Another try would wait as long.
    this.timer = setTimeout(() => this.expire({ ...fault('idle'), retries: 0 }), firstByteMs);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** A byte came. */
  heard(): void {
    if (this.begun) {
      this.timer.refresh();
      return;
    }
    this.begun = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.expire(fault('idle')), this.idleMs);
  }

  /** What is left of the connection ends by itself within so many milliseconds, or is ended. */
  end(withinMs: number): void {
    clearTimeout(this.timer);
    this.outer.removeEventListener('abort', this.onAbort);
    if (withinMs === 0) this.controller.abort();
    else setTimeout(() => this.controller.abort(), withinMs).unref();
  }

  private expire(cause: Fault): void {
    this.fault = cause;
    this.controller.abort();
  }
}
