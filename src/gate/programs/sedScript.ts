const ONE_LETTER = 'pdqQ=nNgGhHxDPl';
const DELIMITERS = '/|#,@!%:+_~';

/**
 * Whether a script of `sed` only substitutes, deletes, prints and inserts: nothing in it runs, and it reads and writes no other
 * file. Reads it once from its beginning to its end; what it does not understand is none of that.
 */
export function isPlainSedScript(script: string): boolean {
  return new SedReader(script).isPlain();
}

class SedReader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  isPlain(): boolean {
    while (this.at < this.text.length) {
      if (!this.step()) return false;
    }
    return true;
  }

  private peek(): string {
    return this.text[this.at] ?? '';
  }

  /** Addresses, a command, and what ends it. */
  private step(): boolean {
    this.blanks();
    if (this.takes('0123456789$/') && !this.addresses()) return false;
    this.blanks();
    if (this.peek() === '!') this.at += 1;
    this.blanks();
    if (this.peek() === '{') this.at += 1;
    this.blanks();
    return this.command() && this.end();
  }

  private addresses(): boolean {
    if (!this.address()) return false;
    if (this.peek() !== ',') return true;
    this.at += 1;
    if (this.peek() !== '+') return this.address();
    this.at += 1;
    return this.digits();
  }

  private address(): boolean {
    if (this.peek() === '$') {
      this.at += 1;
      return true;
    }
    if (this.peek() === '/') {
      this.at += 1;
      if (!this.expression('/')) return false;
      if (this.peek() === 'I') this.at += 1;
      return true;
    }
    if (!this.digits()) return false;
    if (this.peek() !== '~') return true;
    this.at += 1;
    return this.digits();
  }

  /** A step may have none. */
  private command(): boolean {
    const name = this.peek();
    if (name === 's') return this.substitution();
    if (this.takes('aic')) {
      const end = this.text.indexOf('\n', this.at);
      this.at = end < 0 ? this.text.length : end;
    } else if (this.takes(ONE_LETTER)) {
      this.at += 1;
    }
    return true;
  }

  private substitution(): boolean {
    this.at += 1;
    const delimiter = this.peek();
    if (!this.takes(DELIMITERS)) return false;
    this.at += 1;
    if (!this.expression(delimiter) || !this.replacement(delimiter)) return false;
    while (this.takes('gpiImM0123456789')) this.at += 1;
    return true;
  }

  /** Up to its delimiter. One in brackets ends it for some seds and not for others: that is not understood. */
  private expression(delimiter: string): boolean {
    let brackets = false;
    for (; this.at < this.text.length; this.at++) {
      const char = this.peek();
      if (char === '\n') return false;
      if (char === delimiter) {
        this.at += 1;
        return !brackets;
      }
      if (char === '\\') {
        this.at += 1;
        if (this.peek() === '\n' || (brackets && this.peek() === delimiter)) return false;
      } else if (brackets) {
        brackets = char !== ']';
      } else if (char === '[') {
        brackets = true;
        // As the first of a set it is one of its characters.
        if (this.text[this.at + 1] === '^') this.at += 1;
        if (this.text[this.at + 1] === ']') this.at += 1;
      }
    }
    return false;
  }

  private replacement(delimiter: string): boolean {
    for (; this.at < this.text.length; this.at++) {
      const char = this.peek();
      if (char === '\n') return false;
      if (char === '\\') this.at += 1;
      else if (char === delimiter) {
        this.at += 1;
        return true;
      }
    }
    return false;
  }

  private end(): boolean {
    let ended = this.blanks();
    if (this.peek() === '}') {
      this.at += 1;
      ended = this.blanks();
    }
    if (this.peek() === ';') {
      this.at += 1;
      return true;
    }
    return ended || this.at >= this.text.length;
  }

  private digits(): boolean {
    const from = this.at;
    while (this.takes('0123456789')) this.at += 1;
    return this.at > from;
  }

  /** Whether a line ended among them. */
  private blanks(): boolean {
    let line = false;
    for (; this.at < this.text.length && /\s/.test(this.peek()); this.at++) line ||= this.peek() === '\n';
    return line;
  }

  private takes(characters: string): boolean {
    return this.peek() !== '' && characters.includes(this.peek());
  }
}
