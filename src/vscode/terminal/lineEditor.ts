/** What a terminal's line discipline does, for a program that has a pipe in its place. */
export interface LineEvents {
  /** Shows text. */
  echo(text: string): void;
  /** A line was ended; with its end. */
  line(text: string): void;
  /** Ctrl+C. */
  interrupt(): void;
  /** Ctrl+D on an empty line. */
  end(): void;
  /** What is typed is not to be seen. */
  hidden(): boolean;
}

const ESC = String.fromCharCode(27);
const KEY = new RegExp(`${ESC}(?:\\[[0-?]*[ -/]*[@-~]|O.|.)?|[\\s\\S]`, 'gu');

/** Takes what is typed; keys that have no meaning in a line, such as arrows, do nothing. */
export function lineEditor(events: LineEvents): (typed: string) => void {
  let line: string[] = [];
  return (typed) => {
    for (const key of typed.replaceAll('\r\n', '\r').match(KEY) ?? []) {
      switch (key) {
        case '\r':
        case '\n':
          events.echo('\r\n');
          events.line(`${line.join('')}\n`);
          line = [];
          break;
        case '\u007f':
        case '\b':
          if (line.pop() !== undefined && !events.hidden()) events.echo('\b \b');
          break;
        case '\u0003':
          line = [];
          events.echo('^C\r\n');
          events.interrupt();
          break;
        case '\u0004':
          if (line.length === 0) events.end();
          break;
        default:
          if (key.startsWith(ESC) || /\p{Cc}/u.test(key.replace('\t', ''))) break;
          line.push(key);
          if (!events.hidden()) events.echo(key);
      }
    }
  };
}
