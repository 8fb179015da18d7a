/** How long a frame may fail to come (the page is hidden or covered) before a timer stands in for it, in milliseconds. */
const FRAME_TIMEOUT = 100;

/** Characters of Markdown that one task may lex and draw: keeps the task well under 50 ms on a slow machine. */
const TASK_BUDGET = 12_000;

/** Draws at once when nothing was drawn since the last frame, and otherwise once with the next frame. */
export class FramePace {
  private readonly draw: () => void;
  private waiting = false;
  private dirty = false;

  constructor(draw: () => void) {
    this.draw = draw;
  }

  invalidate(): void {
    if (this.waiting) {
      this.dirty = true;
      return;
    }
    this.waiting = true;
    onNextFrame(() => this.frame());
    this.draw();
  }

  private frame(): void {
    this.waiting = false;
    if (!this.dirty) return;
    this.dirty = false;
    this.invalidate();
  }
}

/** Shares out the characters that the running task may draw, so that many blocks together stay within one budget. */
export class TaskBudget {
  private left = TASK_BUDGET;
  private refilling = false;

  /** How many of the wanted characters may be drawn now; 0 when the caller has to come back in a later task. */
  take(wanted: number): number {
    if (!this.refilling) {
      this.refilling = true;
      inLaterTask(() => {
        this.refilling = false;
        this.left = TASK_BUDGET;
      });
    }
    const granted = Math.min(wanted, this.left);
    this.left -= granted;
    return granted;
  }
}

/** Work that waits for tasks of its own, the newest first: it is what the user looks at. */
export class TaskQueue {
  private readonly priority: TaskPriority;
  private readonly waiting: (() => void)[] = [];

  constructor(priority: TaskPriority) {
    this.priority = priority;
  }

  add(work: () => void): void {
    this.waiting.push(work);
    void scheduler.postTask(() => this.waiting.pop()?.(), { priority: this.priority });
  }
}

export function inLaterTask(work: () => void): void {
  void scheduler.postTask(work, { priority: 'user-visible' });
}

function onNextFrame(callback: () => void): void {
  const done = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    callback();
  };
  const frame = requestAnimationFrame(done);
  const timer = setTimeout(done, FRAME_TIMEOUT);
}
