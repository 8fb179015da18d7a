/** A whole pair, or half of one, or any other escape, which may end in a backslash of its own. */
const ESCAPE = /\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|u[dD][89a-fA-F][\da-fA-F]{2}|.)/gs;
const HALF_LENGTH = '\\ud800'.length;

/**
 * A JSON text without half of a surrogate pair, whether it stands there as it is or as an escape: U+FFFD takes its place. The same
 * string where there is none.
 */
export function mendSurrogates(json: string): string {
  const whole = json.toWellFormed();
  if (!/\\u[dD][89a-fA-F]/.test(whole)) return whole;
  return whole.replace(ESCAPE, (found) => (found.length === HALF_LENGTH ? '\\ufffd' : found));
}
