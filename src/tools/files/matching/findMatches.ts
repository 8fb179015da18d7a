import { possibleStarts } from './anchors.ts';
import { hasComment } from './commentLines.ts';
import { compareAt } from './compareAt.ts';
import { LOOSE_RUNGS, type LooseRung, type Match, type Place } from './match.ts';
import { type Quotation, readQuotation } from './quotation.ts';

/** All that a quotation may mean on the nearest rung that has anything, by their starts, ascending; they may overlap. */
export type Found = { rung: 'exact'; places: readonly Place[] } | { rung: LooseRung; places: readonly Match[] };

/** Comparing stops after so many characters: what is like so much of the text is not unique. */
const MAX_WORK = 6_000_000;
const WORK_PER_PLACE = 20;

/** Both with LF line endings; `quoted` is not empty. Throws when too many places are like the quotation. */
export function findMatches(text: string, quoted: string): Found {
  const places = exactPlaces(text, quoted);
  const quote = readQuotation(quoted);
  if (places.length > 0 || !quote) return { rung: 'exact', places };
  const matches = looseMatches(text, quote, false);
  return nearest(matches.length === 0 && hasComment(quoted) ? looseMatches(text, quote, true) : matches);
}

function exactPlaces(text: string, quoted: string): Place[] {
  const places: Place[] = [];
  for (let start = text.indexOf(quoted); start >= 0; start = text.indexOf(quoted, start + 1)) {
    places.push({ start, end: start + quoted.length });
  }
  return places;
}

function looseMatches(text: string, quote: Quotation, rewrapped: boolean): Match[] {
  const matches: Match[] = [];
  const work = { done: 0 };
  // Where lines may break elsewhere, only the first word can be followed backwards.
  const within = rewrapped ? firstWordEnd(quote) : quote.text.length;
  for (const from of possibleStarts(text, quote, within, work)) {
    const match = from < 0 ? undefined : compareAt(text, quote, from, rewrapped, work);
    if (match) matches.push(match);
    work.done += WORK_PER_PLACE;
    if (work.done > MAX_WORK)
      throw new Error('Too much of the file is like old_text: quote more of the surrounding lines.');
  }
  return matches;
}

function firstWordEnd({ text, first }: Quotation): number {
  return first + (/^\W*\w+/.exec(text.slice(first))?.[0].length ?? 0);
}

function nearest(matches: readonly Match[]): Found {
  const rung = LOOSE_RUNGS.find((candidate) => matches.some((match) => match.rung === candidate)) ?? 'near';
  return { rung, places: matches.filter((match) => match.rung === rung) };
}
