import { skipGap, skipGapBack } from './atoms.ts';

/** What the model says stands in the file, with LF line endings. */
export interface Quotation {
  text: string;
  /** Where the first character stands that is no white space, and where the last one ends. */
  first: number;
  last: number;
  /** Whether there is a line end between these. */
  severalLines: boolean;
}

/** Undefined for white space alone, which is only ever found exactly. */
export function readQuotation(text: string): Quotation | undefined {
  const first = skipGap(text, 0);
  if (first === text.length) return undefined;
  const last = skipGapBack(text, text.length);
  return { text, first, last, severalLines: text.slice(first, last).includes('\n') };
}
