/** Of a line, what tells whether it is a fence. */
const HEAD_LENGTH = 100;

const FENCE = /^[\s>]*(`{3,}|~{3,})/;

/** Follows a Markdown text as it comes, and knows whether it ends inside code: in a fence, or after a backtick that is open. */
export class OpenCode {
  private fence: string | undefined;
  private head = '';
  /** Backticks at the very end, which may become more. */
  private ticks = 0;
  /** The length of the run that opened a code span; 0 outside of one. */
  private span = 0;

  get open(): boolean {
    if (this.fence !== undefined || FENCE.test(this.head)) return true;
    return this.ticks > 0 ? this.span !== this.ticks : this.span > 0;
  }

  feed(text: string): void {
    for (const [token] of text.matchAll(/`+|\n|[^`\n]+/g)) {
      if (token.startsWith('`')) this.ticks += token.length;
      else this.closeRun();
      if (token === '\n') this.endLine();
      else if (this.head.length < HEAD_LENGTH) this.head += token.slice(0, HEAD_LENGTH);
    }
  }

  private closeRun(): void {
    if (this.ticks === 0) return;
    if (this.span === 0) this.span = this.ticks;
    else if (this.span === this.ticks) this.span = 0;
    this.ticks = 0;
  }

  private endLine(): void {
    const mark = FENCE.exec(this.head)?.[1];
    if (this.fence === undefined) this.fence = mark;
    else if (mark?.startsWith(this.fence)) this.fence = undefined;
    // A span does not reach beyond its paragraph.
    if (mark !== undefined || this.fence !== undefined || this.head.trim() === '') this.span = 0;
    this.head = '';
  }
}
