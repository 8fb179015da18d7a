import type { Match } from './Finder.ts';
import { matchRanges } from './matchRanges.ts';
import { showRange } from './showRange.ts';

/** Names of highlights, which the styles know. */
const ALL = 'found';
const CURRENT = 'found-current';

/** Highlights what was found in the rows that stand in the page, and follows them as they come and go. */
export class Marks {
  readonly rows: HTMLElement;
  private readonly onHidden: (block: string) => void;
  private readonly observer = new MutationObserver(() => this.draw());
  private pattern: RegExp | undefined;
  private current: Match | undefined;
  /** The current match is to be brought in sight once it stands in the page. */
  private arriving = false;

  /** `onHidden` is called with a block that holds the current match, and shows it only when it is opened. */
  constructor(rows: HTMLElement, onHidden: (block: string) => void) {
    this.rows = rows;
    this.onHidden = onHidden;
  }

  /** Marks the matches; brings the given one in sight as soon as it stands in the page. Nothing is marked without a pattern. */
  mark(pattern: RegExp | undefined, current: Match | undefined): void {
    this.observer.disconnect();
    this.pattern = pattern;
    this.current = current;
    this.arriving = current !== undefined;
    if (pattern) this.observer.observe(this.rows, { childList: true, characterData: true, subtree: true });
    this.draw();
  }

  private draw(): void {
    const ranges: Range[] = [];
    let shown: Range | undefined;
    for (const element of this.pattern ? this.rows.querySelectorAll('[data-of]') : []) {
      const own = this.pattern ? matchRanges(element, this.pattern) : [];
      ranges.push(...own);
      if (!this.current || element.getAttribute('data-of') !== this.current.block) continue;
      if (this.arriving && own[this.current.nth] === undefined) this.onHidden(this.current.block);
      // Where fewer stand in the page than the data has, the last of them is the nearest.
      shown = own[this.current.nth] ?? own.at(-1);
    }
    CSS.highlights.set(ALL, new Highlight(...ranges));
    const current = new Highlight(...(shown ? [shown] : []));
    current.priority = 1;
    CSS.highlights.set(CURRENT, current);
    if (shown && this.arriving) showRange(shown);
    if (shown) this.arriving = false;
  }
}
