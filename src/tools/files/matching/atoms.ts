/** Spaces that are not the ASCII one (Unicode category Zs). Line and paragraph separators are text, not space. */
const SPACES = '\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000';

const ODD_SPACES = new RegExp(`[${SPACES}]`, 'g');

/** What people, editors and models write for one another; the key is never what a program means by its value. */
const LOOK_ALIKES = new Map<string, string>([
  ...Array.from('\u2018\u2019\u201A\u201B\u2032', (quote) => [quote, "'"] as const),
  ...Array.from('\u201C\u201D\u201E\u201F\u2033', (quote) => [quote, '"'] as const),
  ...Array.from('\u2010\u2011\u2012\u2013\u2014\u2015\u2212', (dash) => [dash, '-'] as const),
  ...Array.from(SPACES, (space) => [space, ' '] as const),
]);

const ELLIPSIS = '\u2026';
const DOTS = '...';

/** A character with its combining marks, or a Hangul syllable in parts. */
const ATOM = /[\u1100-\u115F][\u1160-\u11A7][\u11A8-\u11FF]?|\P{M}\p{M}*|\p{M}+/uy;
const LAST_ATOM = /(?:[\u1100-\u115F][\u1160-\u11A7][\u11A8-\u11FF]?|\P{M}\p{M}*|\p{M}+)$/u;
/** Longer than any atom in real text. */
const MAX_ATOM = 40;

/** How many UTF-16 units of each text one and the same atom takes. */
export type AtomPair = readonly [number, number];

const ONE_EACH: AtomPair = [1, 1];

/** The atoms that begin at `i` in one text and at `j` in the other, if they look the same: alike but for quotes, dashes, NFC. */
export function sameAtom(a: string, i: number, b: string, j: number): AtomPair | undefined {
  const [c, d] = [a.charCodeAt(i), b.charCodeAt(j)];
  if (c < 0x80 && d < 0x80) return c === d ? ONE_EACH : undefined;
  const [x, y] = [atomAt(a, i), atomAt(b, j)];
  if (x === '' || y === '') return undefined;
  if (fold(x) === fold(y)) return [x.length, y.length];
  if (x === ELLIPSIS && b.startsWith(DOTS, j)) return [x.length, DOTS.length];
  if (y === ELLIPSIS && a.startsWith(DOTS, i)) return [DOTS.length, y.length];
  return undefined;
}

/** The same for the atoms that end before `i` and `j`. */
export function sameAtomBefore(a: string, i: number, b: string, j: number): AtomPair | undefined {
  const [c, d] = [a.charCodeAt(i - 1), b.charCodeAt(j - 1)];
  if (c < 0x80 && d < 0x80) return c === d ? ONE_EACH : undefined;
  const [x, y] = [atomBefore(a, i), atomBefore(b, j)];
  if (x === '' || y === '') return undefined;
  if (fold(x) === fold(y)) return [x.length, y.length];
  if (x === ELLIPSIS && b.endsWith(DOTS, j)) return [x.length, DOTS.length];
  if (y === ELLIPSIS && a.endsWith(DOTS, i)) return [DOTS.length, y.length];
  return undefined;
}

function atomAt(text: string, at: number): string {
  ATOM.lastIndex = at;
  return ATOM.exec(text)?.[0] ?? text.charAt(at);
}

function atomBefore(text: string, end: number): string {
  return LAST_ATOM.exec(text.slice(Math.max(0, end - MAX_ATOM), end))?.[0] ?? '';
}

/** What an atom, or a run of blanks, is compared by. */
export function fold(atom: string): string {
  return LOOK_ALIKES.get(atom) ?? atom.normalize('NFC');
}

/** Makes spaces of all kinds of space. */
export function foldBlanks(text: string): string {
  return text.replace(ODD_SPACES, ' ');
}

/** A space of any kind, or a tab. */
export function isBlank(code: number): boolean {
  if (code < 0x80) return code === 0x20 || code === 0x09;
  return code >= 0xa0 && SPACES.includes(String.fromCharCode(code));
}

/** Where the blanks from `at` on end. */
export function skipBlanks(text: string, at: number): number {
  let end = at;
  while (isBlank(text.charCodeAt(end))) end++;
  return end;
}

/** Where the blanks before `end` begin. */
export function skipBlanksBack(text: string, end: number): number {
  let at = end;
  while (at > 0 && isBlank(text.charCodeAt(at - 1))) at--;
  return at;
}

/** Where the blanks and line ends from `at` on end. */
export function skipGap(text: string, at: number): number {
  let end = at;
  while (text[end] === '\n' || isBlank(text.charCodeAt(end))) end++;
  return end;
}

export function skipGapBack(text: string, end: number): number {
  let at = end;
  while (at > 0 && (text[at - 1] === '\n' || isBlank(text.charCodeAt(at - 1)))) at--;
  return at;
}
