/** Prompts that are remembered, and characters of all of them together. */
const MAX_PROMPTS = 100;
const MAX_CHARACTERS = 200_000;

/** Earlier prompts, to go back to with the arrow keys. What was being written stands at their end until then. */
export class PromptHistory {
  /** The oldest first, each once. */
  past: readonly string[];
  /** The place that is shown, and what was written before; undefined where nothing of the past is shown. */
  private shown: { place: number; written: string } | undefined;

  constructor(past: readonly string[]) {
    this.past = past;
  }

  remember(prompts: readonly string[]): void {
    const fresh = prompts.filter((text) => text.trim() !== '');
    const all = [...this.past.filter((text) => !fresh.includes(text)), ...new Set(fresh)].slice(-MAX_PROMPTS);
    while (all.length > 1 && all.reduce((sum, text) => sum + text.length, 0) > MAX_CHARACTERS) all.shift();
    this.past = all;
    this.shown = undefined;
  }

  /** The prompt before the one that is shown; undefined at the oldest. */
  back(current: string): string | undefined {
    const place = (this.stillShown(current)?.place ?? this.past.length) - 1;
    const text = this.past[place];
    if (text === undefined) return undefined;
    this.shown = { place, written: this.stillShown(current)?.written ?? current };
    return text;
  }

  /** The prompt after the one that is shown, or what was written before; undefined where nothing of the past is shown. */
  forward(current: string): string | undefined {
    const shown = this.stillShown(current);
    if (!shown) return undefined;
    const text = this.past[shown.place + 1];
    this.shown = text === undefined ? undefined : { ...shown, place: shown.place + 1 };
    return text ?? shown.written;
  }

  /** A prompt that was changed is no longer one of the past. */
  private stillShown(current: string) {
    return this.shown && this.past[this.shown.place] === current ? this.shown : undefined;
  }
}
