import { cutText, fitLines } from '../../agent/cutText.ts';
import { splitLines } from '../lineEndings.ts';

const MAX_REGION_LINES = 40;
const MAX_REGION_BYTES = 3000;
const MAX_LINE_LENGTH = 300;
/** Lines that resemble nothing below this are no help. */
const MIN_SIMILARITY = 0.5;
/** Comparing letter by letter stops after so many lines, to stay quick in huge files. */
const MAX_COMPARED_LINES = 20_000;

/** Words that let the model correct a quotation that is not in the text: the likely mistake, and what stands there. */
export function describeClosest(text: string, quoted: string): string {
  const lines = splitLines(text);
  const wanted = splitLines(quoted);
  if (lines.length === 0) return 'The file is empty: give an empty old_text, or use write_file.';
  const unnumbered = quoted.replace(/^ *\d+\t/gm, '');
  if (unnumbered !== quoted && text.includes(unnumbered)) {
    return 'It would be found without the line numbers: they are not part of the file.';
  }
  const start = alignByEqualLines(lines, wanted) ?? alignBySimilarity(lines, wanted);
  if (start === undefined) return 'Nothing there resembles it: read the file again.';
  const region = lines.slice(start, start + Math.min(wanted.length, MAX_REGION_LINES));
  const numbered = region.map((line, index) => `${start + 1 + index}\t${cutText(line, MAX_LINE_LENGTH)}`);
  const hint = sameButBlanks(lines.slice(start, start + wanted.length), wanted) ? ' (only blanks differ)' : '';
  return `The closest is at line ${start + 1}${hint}:\n${fitLines(numbered, MAX_REGION_BYTES).join('\n')}`;
}

/** Where most of the wanted lines stand, blanks at their ends aside. */
function alignByEqualLines(lines: readonly string[], wanted: readonly string[]): number | undefined {
  const offsets = new Map<string, number[]>();
  wanted.forEach((line, offset) => {
    const key = line.trim();
    if (key.length > 1) offsets.set(key, [...(offsets.get(key) ?? []), offset]);
  });
  const votes = new Map<number, number>();
  lines.forEach((line, index) => {
    for (const offset of offsets.get(line.trim()) ?? []) {
      votes.set(index - offset, (votes.get(index - offset) ?? 0) + 1);
    }
  });
  let best: number | undefined;
  for (const [start, count] of votes) if (best === undefined || count > (votes.get(best) ?? 0)) best = start;
  return best === undefined ? undefined : Math.max(0, best);
}

/** Where the line stands that is most like the longest wanted one. */
function alignBySimilarity(lines: readonly string[], wanted: readonly string[]): number | undefined {
  const lengths = wanted.map((line) => line.trim().length);
  const offset = lengths.indexOf(Math.max(...lengths));
  const pairs = letterPairs(wanted[offset] ?? '');
  if (pairs.size === 0) return undefined;
  let best = { index: -1, similarity: MIN_SIMILARITY };
  lines.slice(0, MAX_COMPARED_LINES).forEach((line, index) => {
    const similarity = overlap(pairs, letterPairs(line));
    if (similarity > best.similarity) best = { index, similarity };
  });
  return best.index < 0 ? undefined : Math.max(0, best.index - offset);
}

function letterPairs(line: string): Set<string> {
  const letters = cutText(line, MAX_LINE_LENGTH).replace(/\s+/g, '').toLowerCase();
  const pairs = new Set<string>();
  for (let i = 0; i + 1 < letters.length; i++) pairs.add(letters.slice(i, i + 2));
  return pairs;
}

/** From 0, nothing in common, to 1, the same (Sørensen–Dice). */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const pair of a) if (b.has(pair)) shared++;
  return a.size + b.size === 0 ? 0 : (2 * shared) / (a.size + b.size);
}

function sameButBlanks(a: readonly string[], b: readonly string[]): boolean {
  const bare = (lines: readonly string[]) => lines.join('').replace(/\s+/g, '');
  return bare(a) === bare(b);
}
