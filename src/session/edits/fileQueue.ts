/** Work on files: for one file it is done one after another, for different files side by side. */
export class FileQueue {
  private readonly ends = new Map<string, Promise<unknown>>();
  /** When the last work on all files is done. */
  private whole: Promise<unknown> = Promise.resolve();

  /** Does the work when all earlier work on these files is done. */
  run<T>(files: readonly string[], work: () => Promise<T>): Promise<T> {
    const earlier = [this.whole, ...files.flatMap((file) => this.ends.get(file) ?? [])];
    const { result, end } = after(earlier, work);
    for (const file of files) {
      this.ends.set(file, end);
      void end.then(() => {
        if (this.ends.get(file) === end) this.ends.delete(file);
      });
    }
    return result;
  }

  /** Does work that may change any file: when all earlier work is done, and before all later work. */
  runAlone<T>(work: () => Promise<T>): Promise<T> {
    const { result, end } = after([this.whole, ...this.ends.values()], work);
    this.whole = end;
    return result;
  }
}

/** `end` never rejects. */
function after<T>(
  earlier: readonly Promise<unknown>[],
  work: () => Promise<T>,
): { result: Promise<T>; end: Promise<void> } {
  const result = Promise.all(earlier).then(work);
  const end = result.then(
    () => {},
    () => {},
  );
  return { result, end };
}
