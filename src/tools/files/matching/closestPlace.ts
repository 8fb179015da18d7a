import { truncate } from '../../../util/text/truncate.ts';

/** Where a quotation that is not in the text probably comes from. */
export interface Place {
  /** Where the line begins that its first line would be. */
  lineStart: number;
  /** Where in that line or one of the next it is most alike. */
  around: number;
}

/** Of so many of the longest words so many occurrences are looked at. */
const MAX_WORDS = 8;
const MAX_OCCURRENCES = 64;
const MAX_CANDIDATES = 5;
const MAX_COMPARED = 3000;
/** Comparing letter by letter with all lines is for smaller texts. */
const MAX_SCANNED_LINES = 2000;
/** What resembles nothing below this is no help. */
const MIN_SIMILARITY = 0.5;

export function closestPlace(text: string, quoted: string): Place | undefined {
  const places = placesByWords(text, quoted);
  return mostAlike(text, quoted, places) ?? mostAlike(text, quoted, placesOfLines(text, quoted));
}

/** Where words of the quotation stand, the places on which most and the rarest agree first. */
function placesByWords(text: string, quoted: string): Place[] {
  const votes = new Map<number, { place: Place; weight: number }>();
  for (const [word, at] of longestWords(quoted)) {
    const occurrences = find(text, word);
    const before = quoted.slice(0, at).split('\n').length - 1;
    for (const around of occurrences) {
      const lineStart = lineStartBack(text, around, before);
      const vote = votes.get(lineStart) ?? { place: { lineStart, around }, weight: 0 };
      votes.set(lineStart, { ...vote, weight: vote.weight + word.length / occurrences.length });
    }
  }
  const sorted = [...votes.values()].sort((a, b) => b.weight - a.weight);
  return sorted.slice(0, MAX_CANDIDATES).map(({ place }) => place);
}

function longestWords(quoted: string): [string, number][] {
  const words = new Map<string, number>();
  for (const { 0: word, index } of truncate(quoted, MAX_COMPARED).matchAll(/[\p{L}\p{N}_$]{2,}|\p{N}/gu)) {
    if (!words.has(word)) words.set(word, index);
  }
  return [...words].sort(([a], [b]) => b.length - a.length).slice(0, MAX_WORDS);
}

function find(text: string, word: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(word); at >= 0 && found.length < MAX_OCCURRENCES; at = text.indexOf(word, at + 1)) {
    found.push(at);
  }
  return found;
}

/** Where the line begins that is `lines` before the one around an offset; the first line where there are not so many. */
function lineStartBack(text: string, offset: number, lines: number): number {
  let start = startOfLine(text, offset);
  for (let left = lines; left > 0 && start > 0; left--) start = startOfLine(text, start - 1);
  return start;
}

function startOfLine(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** Every line of a smaller text, as the one that the longest line of the quotation is like. */
function placesOfLines(text: string, quoted: string): Place[] {
  const wanted = quoted.split('\n');
  const longest = wanted.reduce((best, line, index) => (line.length > (wanted[best] ?? '').length ? index : best), 0);
  const starts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) {
    if (starts.push(end + 1) > MAX_SCANNED_LINES) return [];
  }
  return starts.map((around, index) => ({ lineStart: starts[Math.max(0, index - longest)] ?? 0, around }));
}

function mostAlike(text: string, quoted: string, places: readonly Place[]): Place | undefined {
  const wanted = truncate(quoted, MAX_COMPARED);
  const pairs = letterPairs(wanted);
  let best: { place: Place; similarity: number } | undefined;
  for (const place of places) {
    const similarity = overlap(pairs, letterPairs(likeIn(text, place, wanted)));
    if (similarity > (best?.similarity ?? MIN_SIMILARITY)) best = { place, similarity };
  }
  return best?.place;
}

/** As much of the text as the quotation is long: its lines, or of long lines the part around the place. */
function likeIn(text: string, { lineStart, around }: Place, wanted: string): string {
  const half = Math.ceil(wanted.length / 2);
  if (around - lineStart > 2 * wanted.length) return text.slice(around - half, around + half);
  let end = lineStart - 1;
  for (let left = wanted.split('\n').length; left > 0 && end < text.length; left--) {
    const next = text.indexOf('\n', end + 1);
    end = next < 0 ? text.length : next;
  }
  return text.slice(lineStart, Math.min(end, lineStart + 2 * wanted.length));
}

function letterPairs(text: string): Set<string> {
  const letters = text.replace(/\s+/g, '').toLowerCase();
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
