import { skipGap, skipGapBack } from './atoms.ts';

/** What the model says stands in the file, with LF line endings. */
export interface Quotation {
  text: string;
  lines: readonly string[];
  /** Where the first character stands that is no white space, and where the last one ends. */
  first: number;
  last: number;
}

/** Undefined for white space alone, which is only ever found exactly. */
export function readQuotation(text: string): Quotation | undefined {
  const first = skipGap(text, 0);
  if (first === text.length) return undefined;
  return { text, lines: text.split('\n'), first, last: skipGapBack(text, text.length) };
}
