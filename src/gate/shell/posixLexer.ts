import { MAX_WORD, Unsure, type Word } from './syntax.ts';

/** Deeper nesting is nobody's command. */
const MAX_DEPTH = 12;
const MAX_PARAMETERS = 100;

/** What ends a word outside quotes. */
const WORD_END = /[\s;&|<>()]/;

/** Reads the words of a command line as POSIX shells do. What runs within them is handed to `onCommands`. */
export class PosixLexer {
  readonly text: string;
  at = 0;
  private readonly depth: number;
  /** `${…}` that were read: they may be in each other. */
  private parameters = 0;
  private readonly onCommands: (text: string, depth: number) => void;

  constructor(text: string, depth: number, onCommands: (text: string, depth: number) => void) {
    if (depth > MAX_DEPTH) throw new Unsure();
    this.text = text;
    this.depth = depth;
    this.onCommands = onCommands;
  }

  get rest(): string {
    return this.text.slice(this.at);
  }

  get done(): boolean {
    return this.at >= this.text.length;
  }

  takes(token: string): boolean {
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  /** One word, of which brace expansion can make several; undefined where an operator or the end stands. */
  word(): { words: Word[]; quoted: boolean } | undefined {
    const word: Word = { text: '', dynamic: false, glob: false };
    const start = this.at;
    let quoted = false;
    let braces = false;
    while (!this.done) {
      const char = this.text[this.at] ?? '';
      if ((char === '<' || char === '>') && this.text[this.at + 1] === '(') {
        // A pipe that looks like a file.
        if (word.text !== '') throw new Unsure();
        this.at += 2;
        this.runs(this.untilParen());
        word.text = '/dev/fd/63';
        continue;
      }
      if (char === '(' && this.at > start) throw new Unsure();
      if (WORD_END.test(char)) break;
      this.at += 1;
      if (char === "'" || char === '"' || char === '\\') quoted = true;
      if (char === '{' || char === '}') braces = true;
      this.piece(char, word);
    }
    if (this.at === start) return undefined;
    const raw = this.text.slice(start, this.at);
    if (raw.length > MAX_WORD) throw new Unsure();
    if (braces && !word.dynamic) return { words: expandBraces(raw, word), quoted };
    return { words: [word], quoted };
  }

  /** The body of a here-document, of which only what runs in it matters. */
  expandText(text: string): void {
    const inner = new PosixLexer(text, this.depth + 1, this.onCommands);
    const word: Word = { text: '', dynamic: false, glob: false };
    while (!inner.done) {
      const char = inner.text[inner.at] ?? '';
      inner.at += 1;
      if (char === '\\') inner.at += 1;
      else if (char === '$') inner.dollar(word, true);
      else if (char === '`') inner.backtick(word);
    }
  }

  private piece(char: string, word: Word): void {
    switch (char) {
      case "'": {
        word.text += this.through("'");
        return;
      }
      case '"':
        return this.doubleQuoted(word);
      case '\\': {
        const next = this.text[this.at] ?? '';
        this.at += 1;
        if (next !== '\n') word.text += next;
        return;
      }
      case '$':
        return this.dollar(word, false);
      case '`':
        return this.backtick(word);
      case '*':
      case '?':
      case '[':
        word.glob = true;
        word.text += char;
        return;
      default:
        word.text += char;
    }
  }

  private doubleQuoted(word: Word): void {
    for (;;) {
      const char = this.text[this.at];
      if (char === undefined) throw new Unsure();
      this.at += 1;
      if (char === '"') return;
      if (char === '$') this.dollar(word, true);
      else if (char === '`') this.backtick(word);
      else if (char === '\\') {
        const next = this.text[this.at] ?? '';
        this.at += 1;
        if (next !== '\n') word.text += '$`"\\'.includes(next) ? next : `\\${next}`;
      } else word.text += char;
    }
  }

  private dollar(word: Word, inQuotes: boolean): void {
    const next = this.text[this.at] ?? '';
    if (next === '(') {
      word.dynamic = true;
      this.at += 1;
      if (this.text[this.at] === '(') return this.arithmetic();
      return this.runs(this.untilParen());
    }
    if (next === '{') {
      word.dynamic = true;
      this.at += 1;
      return this.parameter();
    }
    if (!inQuotes && (next === "'" || next === '"')) {
      // What the escapes in $'…' mean differs between shells.
      word.dynamic = true;
      this.at += 1;
      if (next === '"') return this.doubleQuoted(word);
      while (this.text[this.at] !== "'") {
        if (this.done) throw new Unsure();
        this.at += this.text[this.at] === '\\' ? 2 : 1;
      }
      this.at += 1;
      return;
    }
    const name = /^(?:[A-Za-z_]\w*|[0-9@*#?$!-])/.exec(this.rest)?.[0];
    if (name === undefined) {
      word.text += '$';
      return;
    }
    // zsh takes a subscript, which it evaluates.
    this.at += name.length;
    if (this.text[this.at] === '[') throw new Unsure();
    word.dynamic = true;
  }

  /** `$((…))` of numbers alone: a name's value is evaluated in turn, and anything else could be a command after all. */
  private arithmetic(): void {
    this.at += 1;
    let open = 0;
    for (;;) {
      const char = this.text[this.at];
      if (char === undefined || !/[\d\s+\-*/%<>=!&|^~?:,()]/.test(char)) throw new Unsure();
      this.at += 1;
      if (char === '(') open += 1;
      if (char !== ')') continue;
      if (open === 0) {
        if (!this.takes(')')) throw new Unsure();
        return;
      }
      open -= 1;
    }
  }

  /** `${…}`: its value is unknown, and what runs in it counts. */
  private parameter(): void {
    this.parameters += 1;
    if (this.parameters > MAX_PARAMETERS) throw new Unsure();
    const word: Word = { text: '', dynamic: false, glob: false };
    for (;;) {
      const char = this.text[this.at];
      if (char === undefined) throw new Unsure();
      this.at += 1;
      if (char === '}') break;
      this.piece(char, word);
    }
    // `${x@P}` and subscripts evaluate what a variable holds.
    if (/@[A-Za-z]$|\[(?![@*]\]|\d+\])|^!/.test(word.text)) throw new Unsure();
  }

  private backtick(word: Word): void {
    word.dynamic = true;
    let script = '';
    for (;;) {
      const char = this.text[this.at];
      if (char === undefined) throw new Unsure();
      this.at += 1;
      if (char === '`') break;
      if (char === '\\' && '$`\\'.includes(this.text[this.at] ?? ' ')) {
        script += this.text[this.at];
        this.at += 1;
      } else script += char;
    }
    this.runs(script);
  }

  private runs(script: string): void {
    this.onCommands(script, this.depth + 1);
  }

  /** What stands before the parenthesis that closes an opened one, which is passed. */
  private untilParen(): string {
    const inner = new PosixLexer(this.text, this.depth + 1, () => {});
    inner.at = this.at;
    for (;;) {
      if (inner.done) throw new Unsure();
      const char = inner.text[inner.at] ?? '';
      if (char === '#' && /[\s;&|()]/.test(inner.text[inner.at - 1] ?? ' ')) throw new Unsure();
      // A here-document in it has words of its own kind.
      if (char === '<' && inner.text[inner.at + 1] === '<') {
        inner.hereDocument();
        continue;
      }
      if (char === '(') {
        inner.at += 1;
        inner.untilParen();
        continue;
      }
      if (char === ')') break;
      if (/[\s;&|<>]/.test(char)) inner.at += 1;
      else {
        inner.at += 1;
        inner.piece(char, { text: '', dynamic: false, glob: false });
      }
    }
    const script = this.text.slice(this.at, inner.at);
    this.at = inner.at + 1;
    return script;
  }

  /** Passes `<<EOF` with its body, where the line has nothing else after it. */
  private hereDocument(): void {
    const match = /^<<-?\s*(['"]?)(\w+)\1[ \t]*\n/.exec(this.rest);
    if (!match) throw new Unsure();
    const end = new RegExp(`^\\t*${match[2]}$`, 'm').exec(this.rest.slice(match[0].length));
    if (!end) throw new Unsure();
    this.at += match[0].length + end.index + end[0].length;
  }

  private through(quote: string): string {
    const end = this.text.indexOf(quote, this.at);
    if (end < 0) throw new Unsure();
    const text = this.text.slice(this.at, end);
    this.at = end + 1;
    return text;
  }
}

/** `a{b,c}` as bash and zsh make two words of it; what is more involved is known only when it runs. */
function expandBraces(raw: string, word: Word): Word[] {
  if (!/\{[^{}]*(?:,|\.\.)[^{}]*\}/.test(raw) && !/\{.*[{,]/.test(raw)) return [word];
  const match = /^([^{}'"\\]*)\{([^{}'"\\]*,[^{}'"\\]*)\}([^{}'"\\]*)$/.exec(raw);
  if (!match) return [{ ...word, dynamic: true }];
  const [, before = '', middle = '', after = ''] = match;
  return middle.split(',').map((part) => ({ ...word, text: before + part + after }));
}
