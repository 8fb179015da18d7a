import type { EditRequest } from '../../agent/contracts/tool.ts';
import { showInvisible } from '../../shared/showInvisible.ts';
import { countNewlines } from '../../util/text/lineEndings.ts';

/** A character that nobody sees in a text, or that makes it unreadable, and that the text did not have before. */
export interface UnwantedCharacter {
  char: string;
  /** From 1. */
  line: number;
  /** What follows it. */
  rest: string;
}

/** Control characters but tabs and line ends, and halves of characters that take two. Those from U+0080 on are left alone. */
const UNWANTED = /(?![\t\n\r\u0080-\u009f])[\p{Cc}\p{Cs}]/gu;
const IN_NAMES = /[\p{Cc}\p{Cs}]/u;
/** What is left of a character where the first two digits of its number went missing: U+2014 becomes U+0014. */
const CUT_OFF = new Set([0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x18, 0x19, 0x1c, 0x1d]);
const LATIN = /^[89a-f][0-9a-f]/i;

/** The first in `after` that `before` (null: no file) does not have. */
export function unwantedCharacter(before: string | null, after: string): UnwantedCharacter | undefined {
  for (const { 0: char, index } of after.matchAll(UNWANTED)) {
    if (before?.includes(char)) continue;
    return { char, line: 1 + countNewlines(after.slice(0, index)), rest: after.slice(index + 1, index + 3) };
  }
  return undefined;
}

/** As people write it: U+0008. */
export function codePoint(char: string): string {
  return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Throws where a text would get such a character, with what was probably meant. */
export function refuseControlCharacters(path: string, before: string | null, after: string): void {
  const found = unwantedCharacter(before, after);
  if (!found) return;
  const other = before === null ? 'has no place in a text' : 'is nowhere in the file so far';
  throw new Error(
    `Line ${found.line} of ${path} would have the character ${codePoint(found.char)}, which cannot be seen and ${other}. ` +
      `${probablyMeant(found)} Nothing was changed.`,
  );
}

/** As refuseControlCharacters, for all that an edit brings: text, and the name of a new file. */
export function refuseUnwanted({ path, to, before, after }: EditRequest): void {
  if (after !== null && after !== before) refuseControlCharacters(path, before, after);
  const name = to?.path ?? (before === null ? path : '');
  const [char] = IN_NAMES.exec(name) ?? [];
  if (char === undefined) return;
  throw new Error(
    `The name ${showInvisible(name)} has the character ${codePoint(char)}. ` +
      'In JSON a backslash and the letter after it are one character: write / in paths. Nothing was changed.',
  );
}

function probablyMeant({ char, rest }: UnwantedCharacter): string {
  const code = char.codePointAt(0) ?? 0;
  if (code > 0x7f) return 'It is half of a character: write the whole one.';
  if (char === '\b' || char === '\f') {
    const letter = char === '\b' ? 'b' : 'f';
    return `In JSON "\\${letter}" is that character; a backslash and the letter ${letter} are written "\\\\${letter}".`;
  }
  if (code === 0 && LATIN.test(rest)) return `Probably “${String.fromCodePoint(Number.parseInt(rest, 16))}” was meant.`;
  if (CUT_OFF.has(code)) return `Probably “${String.fromCodePoint(0x2000 + code)}” was meant.`;
  const sequence = `\\u${code.toString(16).padStart(4, '0')}`;
  return `In JSON "${sequence}" is that character; to have these six letters in the file, write "\\${sequence}".`;
}
