import { cutStart, truncate } from './truncate.ts';

/** The two ends of a text that is longer than `max` UTF-16 units, around a note of how many are left out. */
export function truncateMiddle(text: string, max: number): string {
  if (text.length <= max) return text;
  const head = truncate(text, Math.ceil(max / 2));
  const tail = cutStart(text, Math.floor(max / 2));
  return `${head}\n[… ${text.length - head.length - tail.length} characters left out …]\n${tail}`;
}
