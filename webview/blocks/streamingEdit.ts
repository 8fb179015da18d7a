/** What an edit's arguments tell so far. The lines are about those of the edit: it counts them against the file once it is whole. */
export interface Progress {
  path: string;
  added: number;
  removed: number;
}

/**
 * Follows the arguments of edit_file or write_file while they stream in. Reads each character once, however often it is asked:
 * a whole file comes in tens of thousands of pieces.
 */
export class StreamingEdit {
  private read = 0;
  private readonly strings = new StringReader((key, text, ended) => this.take(key, text, ended));
  private state: Progress = { path: '', added: 0, removed: 0 };
  private line = '';
  /** Lines of the running replacement: how many more the old text has than the new one. */
  private readonly surplus = new Map<string, number>();

  /** False where these are other arguments, of a step that began again for example. */
  continues(json: string): boolean {
    return json.length >= this.read;
  }

  /** @param json what has come so far, with the same beginning as the last time. */
  follow(json: string): Progress {
    this.strings.read(json, this.read);
    this.read = json.length;
    return this.state;
  }

  private take(key: string, text: string, ended: boolean): void {
    if (key === 'path') this.state = { ...this.state, path: this.state.path + text };
    if (key === 'content' || key === 'old_text' || key === 'new_text') this.takeLines(key, text, ended);
  }

  private takeLines(key: 'content' | 'old_text' | 'new_text', text: string, ended: boolean): void {
    let { added, removed } = this.state;
    for (const line of this.wholeLines(text, ended)) {
      const surplus = this.surplus.get(line) ?? 0;
      if (key === 'old_text') this.surplus.set(line, surplus + 1);
      else if (surplus > 0) this.surplus.set(line, surplus - 1);
      else added += 1;
    }
    // What is left of the old text is only known when the new one has come: its lines may all stay.
    if (key === 'new_text' && ended) {
      for (const surplus of this.surplus.values()) removed += surplus;
      this.surplus.clear();
    }
    this.state = { ...this.state, added, removed };
  }

  private wholeLines(text: string, ended: boolean): string[] {
    const cut = text.lastIndexOf('\n');
    const lines = cut === -1 ? [] : (this.line + text.slice(0, cut)).split('\n');
    this.line = cut === -1 ? this.line + text : text.slice(cut + 1);
    if (ended && this.line !== '') lines.push(this.line);
    if (ended) this.line = '';
    return lines;
  }
}

/** Finds the strings that are properties' values in JSON that comes in pieces. */
class StringReader {
  private readonly take: (key: string, text: string, ended: boolean) => void;
  private inside = false;
  private isValue = false;
  private key = '';
  private lastString = '';
  /** An escape that has not come whole. */
  private escape = '';

  /** `take` gets a value's text as it comes, and the last of it with `ended`. */
  constructor(take: (key: string, text: string, ended: boolean) => void) {
    this.take = take;
  }

  /** Goes on at `from`. */
  read(json: string, from: number): void {
    let at = from;
    while (at < json.length) at = this.inside ? this.readString(json, at) : this.readBetween(json, at);
  }

  private readBetween(json: string, at: number): number {
    switch (json[at]) {
      case '"':
        this.inside = true;
        this.lastString = '';
        break;
      case ':':
        this.isValue = true;
        this.key = this.lastString;
        break;
      case ',':
      case '{':
      case '[':
        this.isValue = false;
        break;
    }
    return at + 1;
  }

  private readString(json: string, at: number): number {
    if (this.escape !== '') return this.readEscape(json, at);
    const next = nextSpecial(json, at);
    if (next > at) this.give(json.slice(at, next), false);
    if (json[next] === '\\') this.escape = '\\';
    if (json[next] === '"') {
      this.give('', true);
      this.inside = false;
    }
    return next + 1;
  }

  private readEscape(json: string, at: number): number {
    this.escape += json[at];
    const whole = this.escape[1] === 'u' ? 6 : 2;
    if (this.escape.length === whole) {
      this.give(decode(this.escape), false);
      this.escape = '';
    }
    return at + 1;
  }

  private give(text: string, ended: boolean): void {
    if (this.isValue) this.take(this.key, text, ended);
    else this.lastString += text;
  }
}

/** Where the string ends or an escape begins, or else the end of what has come. */
function nextSpecial(json: string, from: number): number {
  const special = /["\\]/g;
  special.lastIndex = from;
  return special.exec(json)?.index ?? json.length;
}

/** What an escape stands for; nothing where it is none that JSON knows. */
function decode(escaped: string): string {
  try {
    const text: unknown = JSON.parse(`"${escaped}"`);
    return typeof text === 'string' ? text : '';
  } catch {
    return '';
  }
}
