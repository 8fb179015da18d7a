/** A JSON value with its place in the text: `start` inclusive, `end` exclusive. */
export interface JsonSpan {
  start: number;
  end: number;
  /** Of an array. */
  items?: JsonSpan[];
  /** Of an object. */
  members?: Map<string, JsonSpan>;
}

/** Where each value of a JSON text stands, so that one can be replaced and every other byte stays. Throws for what is not JSON. */
export function jsonSpans(text: string): JsonSpan {
  JSON.parse(text);
  return new Scanner(text).value();
}

/** Goes through a text that is known to be JSON. */
class Scanner {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  value(): JsonSpan {
    this.skipSpace();
    const start = this.at;
    const parts = this.text[start] === '[' ? this.array() : this.text[start] === '{' ? this.object() : this.scalar();
    return { start, end: this.at, ...parts };
  }

  private array(): Pick<JsonSpan, 'items'> {
    const items: JsonSpan[] = [];
    this.enter();
    while (!this.leave(']')) items.push(this.value());
    return { items };
  }

  private object(): Pick<JsonSpan, 'members'> {
    const members = new Map<string, JsonSpan>();
    this.enter();
    while (!this.leave('}')) {
      const key = this.value();
      this.skipSpace();
      this.at += 1; // The colon.
      members.set(JSON.parse(this.text.slice(key.start, key.end)), this.value());
    }
    return { members };
  }

  private scalar(): object {
    if (this.text[this.at] === '"') this.at = this.endOfString();
    else while (/[^\s,\]}]/.test(this.text[this.at] ?? ' ')) this.at += 1;
    return {};
  }

  /** Without a pattern: an image in an output is a string of megabytes. */
  private endOfString(): number {
    for (let quote = this.text.indexOf('"', this.at + 1); ; quote = this.text.indexOf('"', quote + 1)) {
      let backslashes = 0;
      while (this.text[quote - 1 - backslashes] === '\\') backslashes += 1;
      if (backslashes % 2 === 0) return quote + 1;
    }
  }

  private enter(): void {
    this.at += 1;
  }

  /** Whether the list ends here; passes over what separates its values. */
  private leave(end: string): boolean {
    this.skipSpace();
    if (this.text[this.at] === ',') {
      this.at += 1;
      this.skipSpace();
    }
    if (this.text[this.at] !== end) return false;
    this.at += 1;
    return true;
  }

  private skipSpace(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at += 1;
  }
}
