const WORD_START = 8;
const ADJACENT = 6;
const IN_NAME = 4;
/** At least this where the path contains the name as it stands. */
export const WHOLE = 100;

/**
 * How well a path answers to a name as people abbreviate it: its characters in their order, spaces and case aside, rather in the
 * file's name than in its folders, rather at the beginnings of words and side by side. Undefined where they are not in it.
 */
export function fuzzyScore(name: string, path: string): number | undefined {
  const wanted = name.toLowerCase().replace(/\s+/g, '');
  const text = path.toLowerCase();
  const nameStart = path.lastIndexOf('/') + 1;
  const whole = text.lastIndexOf(wanted);
  if (whole >= 0)
    return (
      WHOLE * (whole >= nameStart ? 2 : 1) + (isWordStart(path, whole) ? WHOLE / 2 : 0) + nearness(wanted, text, whole)
    );
  let score = 0;
  let at = text.length;
  // From the end, so that the file's name comes before its folders.
  for (let index = wanted.length - 1; index >= 0; index--) {
    const found = text.lastIndexOf(wanted[index] ?? '', at - 1);
    if (found < 0 || at === 0) return undefined;
    if (found === at - 1 && index < wanted.length - 1) score += ADJACENT;
    if (found >= nameStart) score += IN_NAME;
    if (isWordStart(path, found)) score += WORD_START;
    at = found;
  }
  return score / wanted.length;
}

/** More where less of the file's name is left over. */
function nearness(wanted: string, text: string, at: number): number {
  const end = text.slice(at + wanted.length);
  return end.includes('/') ? 0 : wanted.length / (wanted.length + end.replace(/\.[^.]*$/, '').length + 1);
}

function isWordStart(path: string, at: number): boolean {
  const before = path[at - 1] ?? '/';
  if (!/[\p{L}\p{N}]/u.test(before)) return true;
  return /\p{Lu}/u.test(path[at] ?? '') && !/\p{Lu}/u.test(before);
}
