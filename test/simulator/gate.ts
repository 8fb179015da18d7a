/** A place where a reply waits until a test lets it go on, so that a test can act in the middle of it without a sleep. */
export class Gate {
  /** Resolves when a reply has come to the gate: everything before it has been sent. */
  readonly reached: Promise<void>;
  readonly #opened: Promise<void>;
  #arrive: () => void = () => {};
  #open: () => void = () => {};

  constructor() {
    this.reached = new Promise((resolve) => {
      this.#arrive = resolve;
    });
    this.#opened = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  /** Lets through whoever waits and whoever comes later. */
  open(): void {
    this.#open();
  }

  pass(): Promise<void> {
    this.#arrive();
    return this.#opened;
  }
}
