import type { Failure } from '../../agent/events/events.ts';

/** How far a turn may go before it pauses and asks; undefined for as far as it likes. */
export interface Limits {
  steps: number | undefined;
  minutes: number | undefined;
  /** US dollars. */
  cost: number | undefined;
}

/** Watches one run of a turn: going on with a paused turn is another, with as much again. */
export class TurnLimits {
  private steps = 0;
  private readonly began = performance.now();
  private waited = 0;
  private waiting = 0;
  private waitBegan = 0;
  private readonly cost: () => number;
  private readonly costBefore: number;

  /** `cost` tells what the session has cost so far, in US dollars. */
  constructor(cost: () => number) {
    this.cost = cost;
    this.costBefore = cost();
  }

  countStep(): void {
    this.steps += 1;
  }

  /** The user's time is not the turn's. */
  async wait<T>(decision: Promise<T>): Promise<T> {
    if (this.waiting++ === 0) this.waitBegan = performance.now();
    try {
      return await decision;
    } finally {
      if (--this.waiting === 0) this.waited += performance.now() - this.waitBegan;
    }
  }

  /** As a failure, when the turn has taken so many minutes. */
  timeOver(minutes: number | undefined): Failure | undefined {
    const spent = this.spentMs / 60_000;
    return minutes !== undefined && spent >= minutes
      ? { code: 'timeLimit', detail: `${Math.round(spent)} min` }
      : undefined;
  }

  /** Milliseconds until the turn has taken so many minutes. */
  msLeft(minutes: number): number {
    return Math.max(0, minutes * 60_000 - this.spentMs);
  }

  private get spentMs(): number {
    const now = performance.now();
    return now - this.began - this.waited - (this.waiting > 0 ? now - this.waitBegan : 0);
  }

  /** That of steps comes last, because helpers, whose steps are their own, go on in spite of it. */
  hindrance({ steps, minutes, cost }: Limits): Failure | undefined {
    const over = this.timeOver(minutes);
    if (over) return over;
    const paid = this.cost() - this.costBefore;
    if (cost !== undefined && paid >= cost) return { code: 'costLimit', detail: `$${paid.toFixed(2)}` };
    if (steps !== undefined && this.steps >= steps) return { code: 'stepLimit', detail: `${this.steps}` };
    return undefined;
  }
}
