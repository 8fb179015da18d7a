import { foldBlanks, skipBlanks, skipBlanksBack } from './atoms.ts';

/** A stretch of blanks inside a line, possibly empty. */
export interface Gap {
  text: string;
  start: number;
  end: number;
}

/** How far two gaps between the same characters are apart; undefined when they mean different things. */
export type GapDistance = { type: 'same' | 'lookAlike' } | { type: 'near'; cost: number };

const WIDTH_COST = 0.5;
const PRESENCE_COST = 1;
const QUOTES = new Set(['"', "'", '`']);
const LONG_LITERALS = /\\.|`|"""|'''/gs;
const OPERATOR = /[=+*/%<>&|]/;
const OPERAND = /[\p{L}\p{N}_$"'`()[\]{}]/u;

/** Whether the gaps stand in a literal is not looked at: see `isInLiteral`. */
export function compareGaps(quoted: Gap, own: Gap): GapDistance | undefined {
  const a = quoted.text.slice(quoted.start, quoted.end);
  const b = own.text.slice(own.start, own.end);
  if (a === b) return { type: 'same' };
  if (foldBlanks(a) === foldBlanks(b)) return { type: 'lookAlike' };
  if (a !== '' && b !== '') return { type: 'near', cost: WIDTH_COST };
  return separatesAlike(quoted, own) ? { type: 'near', cost: PRESENCE_COST } : undefined;
}

/** True where the characters on both sides are the same tokens with and without a space between them. */
function separatesAlike(quoted: Gap, own: Gap): boolean {
  const before = own.text.charAt(own.start - 1);
  const after = own.text.charAt(own.end);
  if (OPERATOR.test(before) && OPERAND.test(after))
    return isSpacedEvenly(quoted, 'before') && isSpacedEvenly(own, 'before');
  if (OPERATOR.test(after) && OPERAND.test(before))
    return isSpacedEvenly(quoted, 'after') && isSpacedEvenly(own, 'after');
  if (!OPERAND.test(before) && !/[,;]/.test(before)) return false;
  if (!OPERAND.test(after) && !/[,;]/.test(after)) return false;
  // "[ ]" and "[x] (y)" are no spacing of "[]" and "[x](y)" in Markdown.
  if (/\[\]|\]\(/.test(before + after)) return false;
  return /[()[\]{},;]/.test(before + after);
}

/** "a + b" or "a+b", as opposed to "a +b", which is often another thing: "rm *", "/ tmp", "int *p". */
function isSpacedEvenly({ text, start, end }: Gap, operator: 'before' | 'after'): boolean {
  const gap = end > start;
  if (operator === 'after') {
    const past = pastOperator(text, end, 1);
    const next = skipBlanks(text, past);
    return OPERAND.test(text.charAt(next)) && next > past === gap;
  }
  const head = pastOperator(text, start - 1, -1) + 1;
  const previous = skipBlanksBack(text, head);
  return OPERAND.test(text.charAt(previous - 1)) && previous < head === gap;
}

function pastOperator(text: string, at: number, step: 1 | -1): number {
  let past = at;
  while (OPERATOR.test(text.charAt(past))) past += step;
  return past;
}

/** Whether a literal may be open at one of these places, which ascend. An apostrophe in prose counts: better refused than mistaken. */
export function isInLiteral(text: string, places: readonly number[]): boolean {
  return places.some((at) => isInString(text, at)) || isInLongLiteral(text, places);
}

function isInString(text: string, at: number): boolean {
  let open = '';
  for (let i = text.lastIndexOf('\n', at - 1) + 1; i < at; i++) {
    const char = text.charAt(i);
    if (char === '\\') i++;
    else if (open === '' && QUOTES.has(char)) open = char;
    else if (char === open) open = '';
  }
  return open !== '';
}

function isInLongLiteral(text: string, places: readonly number[]): boolean {
  const marks = text.slice(0, places.at(-1)).matchAll(LONG_LITERALS);
  let open = '';
  let next = 0;
  for (const { 0: mark, index } of marks) {
    for (; (places[next] ?? text.length) <= index; next++) if (open !== '') return true;
    if (open === '') open = mark.startsWith('\\') ? '' : mark;
    else if (mark === open) open = '';
  }
  return open !== '';
}
