import { possibleStarts } from './anchors.ts';
import { hasComment } from './commentLines.ts';
import { compareAt } from './compareAt.ts';
import { type Match, RUNGS, type Rung } from './match.ts';
import { type Quotation, readQuotation } from './quotation.ts';

/** All that a quotation may mean on the nearest rung that has anything. */
export interface Found {
  rung: Rung;
  /** By their starts, ascending; they may overlap. Empty where the text has nothing that the quotation means. */
  matches: readonly Match[];
}

/** Comparing stops after so many characters: what is like so much of the text is not unique. */
const MAX_WORK = 6_000_000;
const WORK_PER_PLACE = 20;

/** Both with LF line endings; `quoted` is not empty. Throws when too many places are like the quotation. */
export function findMatches(text: string, quoted: string): Found {
  const exact = exactMatches(text, quoted);
  if (exact.length > 0) return { rung: 'exact', matches: exact };
  const quote = readQuotation(quoted);
  if (!quote) return { rung: 'exact', matches: [] };
  const matches = looseMatches(text, quote, false);
  return nearest(matches.length === 0 && hasComment(quoted) ? looseMatches(text, quote, true) : matches);
}

function exactMatches(text: string, quoted: string): Match[] {
  let start = 0;
  const lines = quoted.split('\n').map(({ length }) => {
    const line = { start, end: start + length };
    start = line.end + 1;
    return line;
  });
  const matches: Match[] = [];
  for (let at = text.indexOf(quoted); at >= 0; at = text.indexOf(quoted, at + 1)) {
    const moved = lines.map(({ start, end }) => ({ start: start + at, end: end + at }));
    const end = at + quoted.length;
    matches.push({ rung: 'exact', start: at, end, lines: moved, indents: [], bareIndent: '', differences: [] });
  }
  return matches;
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
  const rung = RUNGS.find((candidate) => matches.some((match) => match.rung === candidate)) ?? 'exact';
  return { rung, matches: matches.filter((match) => match.rung === rung) };
}
