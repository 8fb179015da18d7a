import { oneLine } from '../../util/text/oneLine.ts';

/** Blanks of every width, those that no line breaks at too. */
const BLANKS = /[\p{Zs}\t]/gu;

/**
 * A file's name as a model writes it that was shown it: composed and compatible characters (Unicode's NFKC), every blank a plain
 * one, and no line ends.
 */
export function plainName(name: string): string {
  return isPlain(name) ? name : oneLine(name.normalize('NFKC').replace(BLANKS, ' '));
}

function isPlain(name: string): boolean {
  return /^[\x20-\x7e]*$/.test(name);
}
