import type { Failure } from '../../agent/events/events.ts';

/** What a session costs, in US dollars, and how much it may before it pauses and asks. */
export class SpendingLimit {
  /** What it has cost so far. */
  readonly cost: () => number;
  private readonly limit: () => number | undefined;
  private granted = 0;

  /** A limit of undefined is none. */
  constructor(cost: () => number, limit: () => number | undefined) {
    this.cost = cost;
    this.limit = limit;
  }

  /** The user lets it go on: where it has reached its limit, it may cost as much again. */
  grant(): void {
    if (this.hindrance()) this.granted = this.cost();
  }

  /** Why it may cost no more now; undefined where it may. */
  hindrance(): Failure | undefined {
    const limit = this.limit();
    const cost = this.cost();
    if (limit === undefined || cost < this.granted + limit) return undefined;
    return { code: 'spendingLimit', detail: `$${cost.toFixed(2)}` };
  }
}
