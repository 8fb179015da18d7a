import { fold, skipBlanksBack } from './atoms.ts';
import type { Match } from './match.ts';
import type { Plan } from './plan.ts';

/** What the quotation has added to the text, its replacement has too, and should not have. */
export interface WrittenStyle {
  /** Takes white space from the end of a line, as the quotation has it where the text has none. */
  trim(line: string): string;
  /** Plain quotes, dashes and spaces for those that the quotation has where the text has plain ones. */
  plainly(words: string): string;
}

/** Told from the quotation alone: what the text has and the quotation has not says nothing about new lines. */
export function writtenStyle(text: string, match: Match, { quoted }: Plan): WrittenStyle {
  const ends = new Set<string>();
  match.lines.forEach(({ start, end }, index) => {
    if (start < end && blankEnd(text.slice(start, end)) === '') ends.add(blankEnd(quoted[index] ?? ''));
  });
  const plain = plainCharacters(text, match, quoted.join('\n'));
  return {
    trim: (line) => (ends.has(blankEnd(line)) ? line.slice(0, skipBlanksBack(line, line.length)) : line),
    plainly: (words) => (plain.size === 0 ? words : Array.from(words, (char) => plain.get(char) ?? char).join('')),
  };
}

const blankEnd = (line: string) => line.slice(skipBlanksBack(line, line.length));

/** Only those that the text has nowhere in the match: a letter is no plain form of the same letter with an accent. */
function plainCharacters(text: string, { start, end, differences }: Match, quoted: string): Map<string, string> {
  const own = text.slice(start, end);
  const plain = new Map<string, string>();
  for (const one of differences) {
    const written = quoted.slice(one.quoteStart, one.quoteEnd);
    for (const [index, char] of Array.from(written).entries()) {
      const instead = text.slice(one.start, one.end).charAt(index);
      const isPlain = char > '\x7f' && instead !== '' && instead <= '\x7f' && fold(char) === instead;
      if (isPlain && !own.includes(char)) plain.set(char, instead);
    }
  }
  return plain;
}
