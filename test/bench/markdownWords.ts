import { numberedWord } from './wordProbe.ts';

/** Markdown of every kind with numbered words in it, from 1 to `last`, which ends it. */
export interface MarkdownWords {
  text: string;
  prefix: string;
  last: number;
}

const PREFIX = 'mark';
const VOCABULARY =
  'the function returns a value that each caller reads once before it writes the next result into a list of open files'.split(
    ' ',
  );

/** A word is what stands between white space, so also a `#`, a `-` or a `|`. */
export function markdownWords(count: number): MarkdownWords {
  const writer = new Writer();
  const sections: string[] = [];
  let left = count - 1;
  for (let section = writer.section(1); wordsOf(section) <= left; section = writer.section(sections.length + 1)) {
    sections.push(section);
    left -= wordsOf(section);
  }
  const rest = Array.from({ length: left }, () => 'and').join(' ');
  const last = sections.join('').split(PREFIX).length;
  return { text: [...sections, `${rest} ${numberedWord(PREFIX, last)}`].join('\n\n'), prefix: PREFIX, last };
}

function wordsOf(text: string): number {
  return text.split(/\s+/).length;
}

class Writer {
  private marks = 0;
  private word = 0;

  /** About 200 words: a heading, prose with inline code, lists, a fence, a table and a quote. */
  section(number: number): string {
    return [
      `## ${number}. ${this.prose(6)}`,
      `${this.prose(20)} **${this.prose(3)}** and \`${this.mark()}\` ${this.prose(20)}, [${this.prose(2)}](https://example.com/${number}).`,
      ['- ', '- ', '  - ', '- '].map((bullet) => `${bullet}${this.prose(8)}`).join('\n'),
      `\`\`\`ts\n${this.code(6)}\n\`\`\``,
      [1, 2, 3].map((item) => `${item}. \`${this.mark()}\` ${this.prose(7)}`).join('\n'),
      this.table(),
      `> ${this.prose(12)}`,
      this.prose(40),
    ].join('\n\n');
  }

  private mark(): string {
    this.marks += 1;
    return numberedWord(PREFIX, this.marks);
  }

  private prose(length: number): string {
    const words = Array.from({ length }, () => VOCABULARY[this.word++ % VOCABULARY.length]);
    return [...words.slice(1), this.mark()].join(' ');
  }

  private code(lines: number): string {
    return Array.from({ length: lines }, (_, line) => `  const ${this.mark()} = await read(${line}, 'text');`).join(
      '\n',
    );
  }

  private table(): string {
    const row = () => `| ${this.prose(2)} | ${this.prose(2)} | \`${this.mark()}\` |`;
    return [row(), '|---|---|---|', row(), row()].join('\n');
  }
}
