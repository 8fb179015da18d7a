import { OpenCode } from './openCode.ts';

const OPEN = '<think>';
const CLOSE = '</think>';

const QUOTES = `"'“”‘’«»「」`;

export type ThinkPiece =
  | { type: 'reasoning'; text: string }
  | { type: 'content'; text: string }
  /** What was said so far was reasoning: it is void, and comes again as that. */
  | { type: 'void' };

/**
 * Parts reasoning from the answer in the content of a server that was started without a parser for it: `<think>…</think>` at its
 * beginning, or, since the model's template opens the reasoning itself, only the end tag. A text that mentions the tags, in code,
 * in quotes or in the middle of an answer, is an answer.
 */
export class ThinkTags {
  /** Tags parted the content. */
  found = false;
  private place: 'start' | 'reasoning' | 'content' | 'answer' = 'start';
  private held = '';
  /** The content that was passed on before a tag; it may turn out to be reasoning. */
  private said = '';
  /** Its end: the whole is put together once, and not looked into before. */
  private tail = '';
  private readonly code = new OpenCode();
  private mentioned = false;

  /** `mayTurn`: nothing else came that would speak against taking what was said so far for reasoning. */
  feed(text: string, mayTurn: boolean): ThinkPiece[] {
    this.held += text;
    if (this.place === 'start' && !this.begin(mayTurn)) return [];
    if (this.place === 'content') return mayTurn ? this.readContent(false) : this.pass();
    return this.readTagged();
  }

  end(mayTurn: boolean): ThinkPiece[] {
    if (this.place === 'start' || this.place === 'content') return mayTurn ? this.readContent(true) : this.pass();
    const text = this.held;
    this.held = '';
    return pieces(this.place === 'reasoning' ? 'reasoning' : 'content', text);
  }

  /** Whether it is known by now how the content begins. */
  private begin(mayTurn: boolean): boolean {
    const start = this.held.trimStart();
    if (start !== OPEN && start !== CLOSE && (OPEN.startsWith(start) || CLOSE.startsWith(start))) return false;
    if (start.startsWith(CLOSE)) {
      // The reasoning came in its own field, and its end tag did not.
      this.place = 'answer';
      this.held = start.slice(CLOSE.length);
    } else if (start.startsWith(OPEN) && mayTurn) {
      this.found = true;
      this.place = 'reasoning';
      this.held = start.slice(OPEN.length).replace(/^\n/, '');
    } else {
      this.place = 'content';
    }
    return true;
  }

  private readTagged(): ThinkPiece[] {
    const out: ThinkPiece[] = [];
    if (this.place === 'reasoning') {
      const at = this.held.indexOf(CLOSE);
      const safe = at < 0 ? this.held.length - beginningLength(this.held, CLOSE) : at;
      out.push(...pieces('reasoning', this.held.slice(0, safe)));
      this.held = this.held.slice(at < 0 ? safe : at + CLOSE.length);
      if (at < 0) return out;
      this.place = 'answer';
      this.said = '';
    }
    const text = this.said === '' ? this.held.trimStart() : this.held;
    this.held = '';
    if (text !== '') this.said = text.slice(0, 1);
    return [...out, ...pieces('content', text)];
  }

  private readContent(ended: boolean): ThinkPiece[] {
    const out: ThinkPiece[] = [];
    for (;;) {
      const at = this.held.indexOf(CLOSE);
      if (at < 0) {
        const kept = ended ? 0 : beginningLength(this.held, CLOSE);
        return [...out, ...this.say(this.held.length - kept)];
      }
      out.push(...this.say(at));
      const next = this.held.slice(CLOSE.length, CLOSE.length + 1);
      const quoted = this.tail !== '' && QUOTES.includes(this.tail.slice(-1));
      if (quoted && next === '' && !ended) return out;
      if (this.code.open || this.mentioned || (quoted && next !== '' && QUOTES.includes(next))) {
        out.push(...this.say(CLOSE.length));
        continue;
      }
      this.found = true;
      this.held = this.held.slice(CLOSE.length);
      const reasoning = this.said;
      this.said = '';
      this.place = 'answer';
      return [{ type: 'void' }, ...pieces('reasoning', reasoning), ...this.readTagged()];
    }
  }

  /** Passes so much of what is held on as content. */
  private say(length: number): ThinkPiece[] {
    const text = this.held.slice(0, length);
    this.held = this.held.slice(length);
    this.said += text;
    this.code.feed(text);
    const around = this.tail + text;
    this.mentioned ||= around.includes(OPEN);
    this.tail = around.slice(-OPEN.length);
    return pieces('content', text);
  }

  private pass(): ThinkPiece[] {
    const text = this.held;
    this.held = '';
    this.said += text;
    this.code.feed(text);
    return pieces('content', text);
  }
}

function pieces(type: 'reasoning' | 'content', text: string): ThinkPiece[] {
  return text === '' ? [] : [{ type, text }];
}

/** How much of the end of a text may be the beginning of a mark. */
export function beginningLength(text: string, mark: string): number {
  const from = text.lastIndexOf(mark.slice(0, 1));
  return from >= 0 && mark.startsWith(text.slice(from)) ? text.length - from : 0;
}
