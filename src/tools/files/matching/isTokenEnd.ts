const WORD = /[\p{L}\p{N}\p{M}_$]/u;
const SEPARATOR = /[()[\]{},;"'`\s]/;
/** What may belong to the word beside it: a sign, a negation, an increment, a hyphen. */
const SIGN = /[-+!~]/;

/** Whether a text may be cut at `at` without cutting a word or an operator in two. */
export function isTokenEnd(text: string, at: number): boolean {
  const [before, after] = [text.charAt(at - 1), text.charAt(at)];
  if (before === '' || after === '' || SEPARATOR.test(before) || SEPARATOR.test(after)) return true;
  const [wordBefore, wordAfter] = [WORD.test(before), WORD.test(after)];
  if (wordBefore && wordAfter) return false;
  if (wordBefore) return !SIGN.test(after);
  if (wordAfter) return !SIGN.test(before);
  return before === '>' && after === '<';
}
