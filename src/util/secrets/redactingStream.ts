import { type SecretSpan, secretSpans } from './redactSecrets.ts';

/** Characters that are held back at most. */
const MAX_HELD = 8_000;
/** Characters of what was shown already that are kept, since they may say that what follows is a key. */
const CONTEXT = 300;

/**
 * Redacts a text that comes in pieces as if it came in one: a key that two pieces cut in two is not shown either. The word at the
 * end of a piece is held back until it is known how it goes on; what ends as a question does, with a blank or a mark, is not.
 */
export class RedactingStream {
  private readonly show: (text: string) => void;
  /** What came last, as it came: up to `shown` it has been shown. */
  private text = '';
  private shown = 0;
  /** What ends the key of more than MAX_HELD characters that runs, of which nothing is shown. */
  private skipping: RegExp | undefined;

  constructor(show: (text: string) => void) {
    this.show = show;
  }

  push(piece: string): void {
    const from = this.skipping ? piece.search(this.skipping) : 0;
    if (from < 0) return;
    this.skipping = undefined;
    this.text += piece.slice(from);
    const spans = secretSpans(this.text);
    const open = spans.findLast(({ to }) => to === this.text.length);
    this.release(Math.min(openWord(this.text), open?.from ?? this.text.length), spans);
    if (open && this.text.length - this.shown > MAX_HELD) {
      this.release(this.text.length, spans);
      this.skipping = open.block ? /-----END/ : /\s/;
    }
    const forgotten = Math.max(0, this.shown - CONTEXT);
    this.text = this.text.slice(forgotten);
    this.shown -= forgotten;
  }

  /** Shows what was held back: nothing more comes. */
  end(): void {
    this.release(this.text.length, secretSpans(this.text));
  }

  private release(to: number, spans: readonly SecretSpan[]): void {
    if (to <= this.shown) return;
    let out = '';
    let at = this.shown;
    for (const span of spans) {
      if (span.to <= at || span.from >= to) continue;
      out += `${this.text.slice(at, Math.max(at, span.from))}***`;
      at = span.to;
    }
    this.shown = to;
    this.show(out + this.text.slice(at, to));
  }
}

/** Where the last word of a text begins that could go on as a key; the text's end where there is none. */
function openWord(text: string): number {
  // Dots of a test run, and the colon of a question.
  if (/(?:\.\.|:)$/.test(text.slice(-2))) return text.length;
  const from = Math.max(0, text.length - MAX_HELD);
  const tail = text.slice(from);
  let word = tail.length;
  while (word > 0 && /[\w~+/=.:@-]/.test(tail[word - 1] ?? '')) word -= 1;
  // A password in an address may hold more than that.
  const address = /:\/\/[^\s:/@'"]{1,64}:[^\s:/@'"]*$/.exec(tail)?.index ?? tail.length;
  return from + Math.min(word, address);
}
