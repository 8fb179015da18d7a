/** What the user opened or closed in a transcript, by names of their own: it outlives the rows that go out of the page. */
export class ExpandedState {
  private readonly chosen = new Map<string, boolean>();
  private readonly listeners = new Map<string, () => void>();

  of(name: string): boolean | undefined {
    return this.chosen.get(name);
  }

  set(name: string, open: boolean): void {
    if (this.chosen.get(name) === open) return;
    this.chosen.set(name, open);
    this.listeners.get(name)?.();
  }

  /** One listener a name: what is drawn of it. Returns the function that ends it. */
  listen(name: string, listener: () => void): () => void {
    this.listeners.set(name, listener);
    return () => {
      if (this.listeners.get(name) === listener) this.listeners.delete(name);
    };
  }
}
