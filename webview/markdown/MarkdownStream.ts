import { lexBlocks, type MarkdownToken } from './lex.ts';

/**
 * Lexes Markdown that is still being written. What can no longer change is settled: lexed once, and its token keeps its
 * identity. Only the open end is lexed again as text arrives, so the cost of a word does not grow with the answer.
 */
export class MarkdownStream {
  /** Top-level blocks, without the blank space between them; the first `settled` of them are final. */
  tokens: readonly MarkdownToken[] = [];
  settled = 0;

  private source = '';
  private received = 0;
  private finished = false;
  /** Characters of `source` that the settled tokens cover. */
  private settledEnd = 0;
  /** Characters of `source` that `tokens` cover. */
  private lexedEnd = 0;

  /** Takes the whole text so far, which begins with the text of every earlier call. */
  update(text: string, finished: boolean): void {
    // Carriage returns go here, since marked normalizes line ends and offsets have to agree with it.
    if (text.length > this.received) this.source += text.slice(this.received).replaceAll('\r', '');
    this.received = text.length;
    this.finished = finished;
    if (finished && this.behind === 0) this.settled = this.tokens.length;
  }

  /** Characters not yet lexed; 0 when `tokens` say all that the text says. */
  get behind(): number {
    return this.source.length - this.lexedEnd;
  }

  /** Lexes at most `budget` more characters, and the open end before them again. */
  advance(budget: number): void {
    if (this.behind === 0 || budget <= 0) return;
    this.lexedEnd = Math.min(this.source.length, this.lexedEnd + budget);
    const open = lexBlocks(this.source.slice(this.settledEnd, this.lexedEnd));
    const final = this.finished && this.behind === 0 ? open : settledPart(open);
    this.tokens = [...this.tokens.slice(0, this.settled), ...open.filter(isVisible)];
    this.settled += final.filter(isVisible).length;
    for (const token of final) this.settledEnd += token.raw.length;
  }
}

/**
 * The tokens that no later text can change. A block is final when a blank line ends it and the next block's first line is
 * whole: until then "1" may become the next item of a list, for example. A first line of other white space than blanks is
 * none: marked goes on with a list after it.
 */
function settledPart(tokens: readonly MarkdownToken[]): readonly MarkdownToken[] {
  let lineFollows = false;
  for (let index = tokens.length - 1; index >= 2; index--) {
    lineFollows ||= tokens[index]?.raw.includes('\n') ?? false;
    const before = tokens[index - 1];
    const begins = /^.*/.exec(tokens[index]?.raw ?? '')?.[0].trim() !== '';
    if (lineFollows && begins && before?.type === 'space' && /\n.*\n/.test(before.raw)) return tokens.slice(0, index);
  }
  return [];
}

function isVisible(token: MarkdownToken): boolean {
  return token.type !== 'space';
}
