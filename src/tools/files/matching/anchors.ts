import { sameAtomBefore, skipGapBack } from './atoms.ts';
import type { Quotation } from './quotation.ts';
import type { Work } from './work.ts';

/** Part of a quotation that every text which it may mean contains letter by letter. */
interface Anchor {
  text: string;
  /** Where it stands in the quotation. */
  at: number;
}

interface FoundAnchor extends Anchor {
  /** Where it stands in the text: the first places of these. */
  places: readonly number[];
}

/** Of so many of the longest words the rarest is looked for. */
const MAX_WORDS = 3;
const RARE = 4;
const MAX_PLACES = 1000;
/** No letter that the end of the word could share with a combining mark. */
const WORDS = /[\p{L}\p{N}_$]+(?!\p{M})/gu;
const ASCII_WORDS = /(?<![A-Za-z0-9_$])(?=([A-Za-z0-9_$]+))\1(?![\p{M}\p{L}])/gu;
/** ASCII that is nobody's look-alike. */
const SYMBOLS = /[!#%&()*+,/:;<=>?@[\\\]^`{|}~](?!\p{M})/gu;

/**
 * Where in the text the first character of the quotation may stand, ascending: everywhere else some of its characters are
 * missing. `within` limits what is looked for to the beginning of the quotation.
 */
export function* possibleStarts(text: string, quote: Quotation, within: number, work: Work): Generator<number> {
  const anchor = rarestAnchor(text, quote.text, within);
  if (!anchor) {
    for (let at = 0; at < text.length; at++) yield at;
    return;
  }
  for (const at of anchor.places) yield startBefore(text, quote, anchor.at, at, work);
  if (anchor.places.length < MAX_PLACES) return;
  const past = (anchor.places.at(-1) ?? 0) + 1;
  for (let at = text.indexOf(anchor.text, past); at >= 0; at = text.indexOf(anchor.text, at + 1)) {
    yield startBefore(text, quote, anchor.at, at, work);
  }
}

/** -1 where the characters before the anchor differ. */
function startBefore(text: string, quote: Quotation, anchorAt: number, at: number, work: Work): number {
  let [q, t] = [anchorAt, at];
  while (q > quote.first) {
    q = skipGapBack(quote.text, q);
    t = skipGapBack(text, t);
    const pair = sameAtomBefore(quote.text, q, text, t);
    if (!pair) return -1;
    work.done++;
    q -= pair[0];
    t -= pair[1];
  }
  return t;
}

function rarestAnchor(text: string, quoted: string, within: number): FoundAnchor | undefined {
  let rarest: FoundAnchor | undefined;
  for (const anchor of anchorsOf(quoted, within)) {
    const places = firstPlaces(text, anchor.text);
    if (!rarest || places.length < rarest.places.length) rarest = { ...anchor, places };
    if (rarest.places.length <= RARE) break;
  }
  return rarest;
}

function anchorsOf(quoted: string, within: number): Anchor[] {
  const words = [...quoted.matchAll(WORDS)].filter(({ 0: word }) => isStable(word));
  for (const found of [words, [...quoted.matchAll(ASCII_WORDS)]]) {
    const longest = distinct(found, within).sort((a, b) => b.text.length - a.text.length);
    if (longest.length > 0) return longest.slice(0, MAX_WORDS);
  }
  return distinct(quoted.matchAll(SYMBOLS), within);
}

/** Written in one way only. */
function isStable(word: string): boolean {
  return word.normalize('NFD') === word && word.normalize('NFC') === word;
}

function distinct(found: Iterable<RegExpExecArray>, within: number): Anchor[] {
  const anchors = new Map<string, Anchor>();
  for (const { 0: text, index: at } of found) if (at + text.length <= within) anchors.set(text, { text, at });
  return [...anchors.values()];
}

function firstPlaces(text: string, part: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(part); at >= 0 && places.length < MAX_PLACES; at = text.indexOf(part, at + 1)) {
    places.push(at);
  }
  return places;
}
