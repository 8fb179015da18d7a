/** Lets so many pieces of work run at once; the others wait for their turn, in order. */
export class Semaphore {
  private free: number;
  private readonly waiting: (() => void)[] = [];
  private narrowed = 0;

  constructor(count: number) {
    this.free = count;
    this.narrowed = count;
  }

  async use<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      this.release();
    }
  }

  /** From now on one at a time, once what runs has ended. */
  narrow(): void {
    const surplus = this.narrowed - 1;
    this.narrowed = 1;
    this.free -= surplus;
  }

  private release(): void {
    this.free += 1;
    if (this.free <= 0) return;
    const next = this.waiting.shift();
    if (!next) return;
    this.free -= 1;
    next();
  }
}
