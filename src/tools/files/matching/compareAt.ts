import { foldBlanks, sameAtom, skipBlanks, skipBlanksBack, skipGap } from './atoms.ts';
import { commentMarker, sharedMarker } from './commentLines.ts';
import { type IndentPair, isRespelled, shiftKind } from './indentation.ts';
import { compareGaps, type Gap, isInLiteral } from './innerGap.ts';
import { isTokenEnd } from './isTokenEnd.ts';
import type { Difference, LineRange, LooseRung, Match } from './match.ts';
import type { Quotation } from './quotation.ts';
import type { Work } from './work.ts';

/** Of what is compared, so much must be the same in a near match: the rest is white space. */
const MIN_SIMILARITY = 0.85;
/** Blank lines and line breaks that one side has and the other has not. */
const LINE_COST = 1;
const COMMENT_MARKERS = ['//', '///', '//!', '/*', '*', '#', '--', ';', '%', '<!--'];

/**
 * The match whose first character stands at `from`, if the text there says the same: the same characters in the same tokens,
 * but for the differences that a rung allows. With `rewrapped`, comments may be broken into lines at other places.
 */
export function compareAt(
  text: string,
  quote: Quotation,
  from: number,
  rewrapped: boolean,
  work: Work,
): Match | undefined {
  return new Comparison(text, quote, rewrapped, work).run(from);
}

class Comparison {
  readonly #text: string;
  readonly #quote: Quotation;
  readonly #rewrapped: boolean;
  readonly #work: Work;
  readonly #lines: LineRange[] = [];
  readonly #indents: IndentPair[] = [];
  readonly #differences: Difference[] = [];
  /** Where near gaps begin, in the quotation and in the text. */
  readonly #nearGaps: [number, number][] = [];
  /** Of a first line that is quoted without its indentation, which may or may not have moved with the others. */
  #bareIndent: IndentPair | undefined;
  #lineStart = 0;
  #joined = false;
  #inLine = { start: false, end: false };
  #lookAlikes = false;
  #cost = 0;

  constructor(text: string, quote: Quotation, rewrapped: boolean, work: Work) {
    this.#text = text;
    this.#quote = quote;
    this.#rewrapped = rewrapped;
    this.#work = work;
  }

  run(from: number): Match | undefined {
    if (!this.#compareLead(from)) return undefined;
    const end = this.#compareBody(from);
    if (end === undefined || !this.#compareTrail(end)) return undefined;
    return this.#judge(end - from);
  }

  /** What stands before the first character: indentation, and perhaps blank lines. */
  #compareLead(from: number): boolean {
    const lead = this.#quote.text.slice(0, this.#quote.first);
    const blanks = skipBlanksBack(this.#text, from);
    const own = this.#text.slice(blanks, from);
    const atLineStart = blanks === 0 || this.#text[blanks - 1] === '\n';
    if (!atLineStart) return this.#compareLeadInLine(lead, from);
    const lastEnd = lead.lastIndexOf('\n');
    const pair = { quoted: lead.slice(lastEnd + 1), own };
    if (lastEnd >= 0) this.#openBlankLines(lead, blanks);
    this.#lineStart = blanks;
    if (lead === '') this.#bareIndent = pair;
    else this.#indents.push(pair);
    return true;
  }

  #compareLeadInLine(lead: string, from: number): boolean {
    const start = from - lead.length;
    const own = this.#text.slice(Math.max(0, start), from);
    if (foldBlanks(own) !== foldBlanks(lead) || this.#isCommentedOut(start)) return false;
    if (lead === '' && !isTokenEnd(this.#text, from)) return false;
    if (own !== lead) this.#differ(0, lead.length, start, from);
    this.#lineStart = start;
    this.#inLine.start = true;
    return true;
  }

  /** A line of code is not the same line in a comment. */
  #isCommentedOut(start: number): boolean {
    const end = skipBlanksBack(this.#text, start);
    return COMMENT_MARKERS.some((marker) => {
      if (!this.#text.endsWith(marker, end)) return false;
      const before = skipBlanksBack(this.#text, end - marker.length);
      return before === 0 || this.#text[before - 1] === '\n';
    });
  }

  /** The blank lines that the quotation begins with, the first of which is the end of another line. */
  #openBlankLines(lead: string, lineStart: number): void {
    const wanted = countLineEnds(lead);
    const ends: number[] = [];
    for (let at = lineStart; at > 0 && ends.length < wanted; ) {
      ends.unshift(at - 1);
      const before = skipBlanksBack(this.#text, at - 1);
      if (before > 0 && this.#text[before - 1] !== '\n') break;
      at = before;
    }
    const missing = wanted - ends.length;
    this.#cost += missing * LINE_COST;
    this.#lineStart = ends[0] ?? lineStart;
    this.#skipLines(missing);
    this.#closeLines(ends);
  }

  /** From the first character to the last; where that ends in the text. */
  #compareBody(from: number): number | undefined {
    const quoted = this.#quote.text;
    let q = this.#quote.first;
    let t = from;
    for (;;) {
      const pair = sameAtom(quoted, q, this.#text, t);
      this.#work.done++;
      if (!pair) return undefined;
      const [qNext, tNext] = [q + pair[0], t + pair[1]];
      if (quoted.slice(q, qNext) !== this.#text.slice(t, tNext)) this.#differ(q, qNext, t, tNext);
      if (qNext >= this.#quote.last) return tNext;
      q = skipGap(quoted, qNext);
      t = skipGap(this.#text, tNext);
      if (q === qNext && t === tNext) continue;
      const past = this.#compareGap(qNext, q, tNext, t);
      if (!past) return undefined;
      [q, t] = past;
    }
  }

  /** Where the gaps end, which is further on where they end in the mark of a comment. */
  #compareGap(q: number, qEnd: number, t: number, tEnd: number): [number, number] | undefined {
    const quoted = { text: this.#quote.text, start: q, end: qEnd };
    const own = { text: this.#text, start: t, end: tEnd };
    const quotedEnds = lineEnds(quoted.text, q, qEnd);
    const ownEnds = lineEnds(own.text, t, tEnd);
    if (quotedEnds.length > 0 && ownEnds.length > 0) {
      this.#compareLineEnds(quotedEnds, ownEnds, qEnd, tEnd);
      return [qEnd, tEnd];
    }
    if (quotedEnds.length > 0 || ownEnds.length > 0) {
      return q === qEnd || t === tEnd ? undefined : this.#rewrap(quoted, own, quotedEnds, ownEnds);
    }
    const distance = compareGaps(quoted, own);
    if (!distance) return undefined;
    if (distance.type === 'near') {
      this.#cost += distance.cost;
      this.#nearGaps.push([q, t]);
      this.#differences.push({ quoteStart: q, quoteEnd: qEnd, start: t, end: tEnd });
    }
    if (distance.type === 'lookAlike') this.#differ(q, qEnd, t, tEnd);
    return [qEnd, tEnd];
  }

  #compareLineEnds(quotedEnds: readonly number[], ownEnds: readonly number[], qEnd: number, tEnd: number): void {
    const difference = Math.abs(quotedEnds.length - ownEnds.length);
    this.#cost += difference * LINE_COST;
    if (difference > 0) this.#nearGaps.push([quotedEnds[0] ?? 0, ownEnds[0] ?? 0]);
    this.#closeLines(ownEnds.slice(0, quotedEnds.length));
    this.#skipLines(quotedEnds.length - ownEnds.length);
    this.#lineStart = (ownEnds.at(-1) ?? 0) + 1;
    const quoted = this.#quote.text.slice((quotedEnds.at(-1) ?? 0) + 1, qEnd);
    this.#indents.push({ quoted, own: this.#text.slice(this.#lineStart, tEnd) });
  }

  /** A line end on one side only: within a comment, it may be the same words. */
  #rewrap(
    quoted: Gap,
    own: Gap,
    quotedEnds: readonly number[],
    ownEnds: readonly number[],
  ): [number, number] | undefined {
    if (!this.#rewrapped || quotedEnds.length + ownEnds.length > 1) return undefined;
    const marker = sharedMarker(quoted, own);
    const broken = quotedEnds.length > 0 ? quoted.text : own.text;
    const next = commentMarker(broken, (quotedEnds[0] ?? ownEnds[0] ?? 0) + 1);
    if (marker === undefined || next?.marker !== marker) return undefined;
    const past = skipBlanks(broken, next.end);
    const [qPast, tPast] = quotedEnds.length > 0 ? [past, own.end] : [quoted.end, past];
    this.#cost += LINE_COST;
    this.#differences.push({ quoteStart: quoted.start, quoteEnd: qPast, start: own.start, end: tPast });
    if (quotedEnds.length > 0) {
      this.#closeLine(own.start);
      this.#lineStart = tPast;
      this.#joined = true;
    }
    return [qPast, tPast];
  }

  /** What stands after the last character, in the quotation and in the text. */
  #compareTrail(t: number): boolean {
    const trail = this.#quote.text.slice(this.#quote.last);
    const lineEnd = skipBlanks(this.#text, t);
    const atLineEnd = lineEnd === this.#text.length || this.#text[lineEnd] === '\n';
    const wanted = countLineEnds(trail);
    if (!atLineEnd) return wanted === 0 && this.#compareTrailInLine(trail, t);
    if (wanted === 0) this.#closeLine(lineEnd);
    else this.#closeBlankLines(trail, wanted, lineEnd);
    return true;
  }

  #compareTrailInLine(trail: string, t: number): boolean {
    const end = t + trail.length;
    const own = this.#text.slice(t, end);
    if (foldBlanks(own) !== foldBlanks(trail)) return false;
    if (trail === '' && !isTokenEnd(this.#text, t)) return false;
    if (own !== trail) this.#differ(this.#quote.last, this.#quote.text.length, t, end);
    this.#inLine.end = true;
    this.#closeLine(end);
    return true;
  }

  #closeBlankLines(trail: string, wanted: number, lineEnd: number): void {
    const ends: number[] = [];
    let at = lineEnd;
    while (this.#text[at] === '\n' && ends.length < wanted) {
      ends.push(at);
      at = skipBlanks(this.#text, at + 1);
    }
    this.#closeLines(ends);
    if (ends.length === 0) {
      this.#closeLine(lineEnd);
      this.#lineStart = lineEnd;
    }
    this.#skipLines(wanted - Math.max(1, ends.length));
    // A file may do without the line end that the quotation gives its last line.
    const unended = at === this.#text.length && ends.length < wanted ? 1 : 0;
    this.#cost += (wanted - ends.length - unended) * LINE_COST;
    const rest = trail.slice(trail.lastIndexOf('\n') + 1);
    this.#closeLine(this.#lineStart + (this.#text.startsWith(rest, this.#lineStart) ? rest.length : 0));
  }

  #closeLines(ends: readonly number[]): void {
    for (const end of ends) {
      this.#closeLine(end);
      this.#lineStart = end + 1;
    }
  }

  #closeLine(end: number): void {
    this.#lines.push({ start: this.#lineStart, end, ...(this.#joined ? { joined: true } : {}) });
    this.#joined = false;
  }

  #skipLines(count: number): void {
    for (let i = 0; i < count; i++) this.#lines.push({ start: this.#lineStart, end: this.#lineStart, absent: true });
  }

  #differ(quoteStart: number, quoteEnd: number, start: number, end: number): void {
    this.#lookAlikes = true;
    this.#differences.push({ quoteStart, quoteEnd, start, end });
  }

  #judge(length: number): Match | undefined {
    const indents = this.#movedTogether();
    if (!indents) return undefined;
    const kind = indents.length === 0 ? 'same' : shiftKind(indents);
    const near = this.#cost > 0 || kind === 'scaled';
    const inLine = this.#inLine.start || this.#inLine.end;
    // Part of a line is only quoted by itself: several lines are whole ones, and so is one with its indentation.
    if (inLine && (kind !== 'same' || this.#quote.severalLines)) return undefined;
    if (near && !this.#isNear(length)) return undefined;
    const rung: LooseRung = near
      ? 'near'
      : this.#lookAlikes
        ? 'lookAlikes'
        : kind === 'shifted'
          ? 'indentation'
          : 'lineEnds';
    const [start, end] = [this.#lines[0]?.start ?? 0, this.#lines.at(-1)?.end ?? 0];
    const bareIndent = this.#bareIndent?.own ?? '';
    return { rung, start, end, lines: this.#lines, indents, bareIndent, differences: this.#differences };
  }

  /** The lines that moved, none where all stayed in place; undefined where they did not move as a block. */
  #movedTogether(): IndentPair[] | undefined {
    const kind = shiftKind(this.#indents);
    if (kind === 'same') {
      if (this.#indents.some(({ quoted, own }) => quoted !== own)) this.#lookAlikes = true;
      return [];
    }
    // Where the others are only written with other blanks, the first line says nothing of how they moved.
    const bare = isRespelled(this.#indents) ? undefined : this.#bareIndent;
    const indents = bare ? [bare, ...this.#indents] : this.#indents;
    return shiftKind(indents) === undefined ? undefined : indents;
  }

  #isNear(length: number): boolean {
    const compared = Math.max(length, this.#quote.last - this.#quote.first);
    if (1 - this.#cost / compared < MIN_SIMILARITY) return false;
    if (this.#nearGaps.length === 0) return true;
    const quoted = this.#nearGaps.map(([q]) => q);
    const own = this.#nearGaps.map(([, t]) => t);
    this.#work.done += own.at(-1) ?? 0;
    return !isInLiteral(this.#quote.text, quoted) && !isInLiteral(this.#text, own);
  }
}

function lineEnds(text: string, from: number, to: number): number[] {
  const ends: number[] = [];
  for (let at = from; at < to; at++) if (text[at] === '\n') ends.push(at);
  return ends;
}

function countLineEnds(blanks: string): number {
  return lineEnds(blanks, 0, blanks.length).length;
}
