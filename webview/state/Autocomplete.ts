import type { Suggestion, ToWebview } from '../../src/shared/protocol.ts';
import type { Host } from './host.ts';
import { type WordAtCaret, wordAtCaret } from './wordAtCaret.ts';

/** The list over the input: what could stand for the word that is being typed there, and which of it is marked. */
export class Autocomplete {
  word: WordAtCaret | undefined;
  suggestions: readonly Suggestion[] = [];
  marked = 0;

  private readonly host: Host;
  private asked = 0;
  private answered = 0;
  /** What the user wants done with the answer that is still to come. */
  private awaited: (() => void) | undefined;
  /** Where the word began that the user closed the list for. */
  private dismissed: number | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(host: Host) {
    this.host = host;
  }

  get open(): boolean {
    return this.word !== undefined && this.suggestions.length > 0;
  }

  get chosen(): Suggestion | undefined {
    return this.open ? this.suggestions[this.marked] : undefined;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Follows the cursor. */
  follow(text: string, cursor: number): void {
    const word = wordAtCaret(text, cursor);
    if (!word) {
      this.dismissed = undefined;
      if (this.word) this.change({ word: undefined, suggestions: [] });
      return;
    }
    if (word.start === this.dismissed) return;
    this.dismissed = undefined;
    const { word: old } = this;
    if (old?.query === word.query && old.start === word.start && old.kind === word.kind) return;
    // What stood there for another kind of word is wrong; for one more letter it is better than nothing.
    this.change({ word, ...(old?.kind === word.kind ? {} : { suggestions: [] }) });
    this.asked += 1;
    this.awaited = undefined;
    this.host.post({ type: 'complete', id: this.asked, kind: word.kind, query: word.query });
  }

  /** Does something with what is marked, once the list is that of the word as it stands. */
  whenAnswered(work: () => void): void {
    if (this.answered === this.asked) work();
    else this.awaited = work;
  }

  move(by: number): void {
    const { length } = this.suggestions;
    if (length > 0) this.change({ marked: (this.marked + by + length) % length });
  }

  mark(index: number): void {
    this.change({ marked: index });
  }

  /** Closes the list until another word is begun. */
  close(): void {
    this.dismissed = this.word?.start;
    this.change({ word: undefined, suggestions: [] });
  }

  receive(message: ToWebview): void {
    if (message.type !== 'completions' || message.id !== this.asked || !this.word) return;
    this.answered = message.id;
    this.change({ suggestions: message.completions, marked: 0 });
    this.awaited?.();
    this.awaited = undefined;
  }

  private change(part: Partial<Pick<Autocomplete, 'word' | 'suggestions' | 'marked'>>): void {
    Object.assign(this, part);
    for (const listener of [...this.listeners]) listener();
  }
}
