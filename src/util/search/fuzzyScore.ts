const WORD_START = 8;
const ADJACENT = 6;
const IN_NAME = 4;
/** At least this where the path contains the name as it stands. */
export const WHOLE = 100;

/** A path as it is compared with names, made once for many names. */
export interface SearchedPath {
  path: string;
  lower: string;
  /** Where the file's name begins, and its ending, if it has one. */
  nameStart: number;
  ending: number;
}

/**
 * How well a path answers to a name as people abbreviate it: its characters in their order, spaces and case aside, rather in the
 * file's name than in its folders, rather at the beginnings of words and side by side. Undefined where they are not in it.
 */
export function fuzzyScore(name: string, path: string): number | undefined {
  return scorePath(wantedOf(name), searchedPath(path));
}

export function searchedPath(path: string): SearchedPath {
  const lower = path.toLowerCase();
  const dot = lower.lastIndexOf('.');
  return { path, lower, nameStart: path.lastIndexOf('/') + 1, ending: dot < 0 ? lower.length : dot };
}

/** What is looked for of a name that was typed. */
export function wantedOf(name: string): string {
  return name.toLowerCase().replace(/\s+/g, '');
}

/** See fuzzyScore. There may be very many paths, and a key that is typed asks for them all. */
export function scorePath(wanted: string, searched: SearchedPath): number | undefined {
  const { path, lower, nameStart } = searched;
  const whole = lastPlace(wanted, lower);
  if (whole >= 0) {
    const place = whole >= nameStart ? WHOLE * 2 : WHOLE;
    const end = whole + wanted.length;
    return place + (isWordStart(path, whole) ? WHOLE / 2 : 0) + (end < nameStart ? 0 : nearness(wanted, searched, end));
  }
  let score = 0;
  let at = lower.length;
  // From the end, so that the file's name comes before its folders.
  for (let index = wanted.length - 1; index >= 0; index--) {
    const code = wanted.charCodeAt(index);
    let found = at - 1;
    while (found >= 0 && lower.charCodeAt(found) !== code) found -= 1;
    if (found < 0) return undefined;
    if (found === at - 1 && index < wanted.length - 1) score += ADJACENT;
    if (found >= nameStart) score += IN_NAME;
    if (isWordStart(path, found)) score += WORD_START;
    at = found;
  }
  return score / wanted.length;
}

/** As `lastIndexOf`, which takes several times as long for short texts. */
function lastPlace(wanted: string, lower: string): number {
  const first = wanted.charCodeAt(0);
  for (let at = lower.length - wanted.length; at >= 0; at--) {
    if (lower.charCodeAt(at) === first && lower.startsWith(wanted, at)) return at;
  }
  return wanted === '' ? lower.length : -1;
}

/** More where less of the file's name is left over, its ending aside. */
function nearness(wanted: string, { lower, ending }: SearchedPath, end: number): number {
  return wanted.length / (wanted.length + (ending >= end ? ending : lower.length) - end + 1);
}

function isWordStart(path: string, at: number): boolean {
  if (at === 0) return true;
  const before = path.charCodeAt(at - 1);
  const code = path.charCodeAt(at);
  if (before > 0x7f || code > 0x7f) return isWordStartOf(path.charAt(at - 1), path.charAt(at));
  return !isLetter(before) && !isDigit(before) ? true : isUpper(code) && !isUpper(before);
}

function isWordStartOf(before: string, character: string): boolean {
  if (!/[\p{L}\p{N}]/u.test(before)) return true;
  return /\p{Lu}/u.test(character) && !/\p{Lu}/u.test(before);
}

function isUpper(code: number): boolean {
  return code >= 0x41 && code <= 0x5a;
}

function isLetter(code: number): boolean {
  return isUpper(code) || (code >= 0x61 && code <= 0x7a);
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
