import { skipBlanks } from './atoms.ts';
import { keptItems } from './keptItems.ts';
import type { Difference, Match } from './match.ts';
import type { Plan } from './plan.ts';
import type { WrittenStyle } from './writtenStyle.ts';

interface Token {
  text: string;
  /** Which line it stands in, and where in it. */
  line: number;
  at: number;
}

const TOKENS = /[\p{L}\p{N}\p{M}_]+|[^\S\n]+|\.\.\.|[^\p{M}]\p{M}*|\p{M}+/gu;
/** Longer replacements are written as they come. */
const MAX_LENGTH = 20_000;

/**
 * The written lines that change some words of quoted ones, by their index, with the text's own bytes for the other words:
 * its quotes, dashes and spaces are not those of the quotation.
 */
export function ownWords(
  text: string,
  match: Match,
  plan: Plan,
  kept: Plan['kept'],
  style: WrittenStyle,
): Map<number, string> {
  const changed = new Map<number, string>();
  if (match.differences.length === 0) return changed;
  for (const { quoted, written } of changedBlocks(plan, kept)) {
    if (!hasDifference(match, plan, quoted)) continue;
    const before = tokensOf(plan.quoted, quoted);
    const after = tokensOf(plan.written, written);
    const keeps = keptItems(words(before), words(after));
    after.forEach(({ text: word, line, at }, index) => {
      const indent = skipBlanks(plan.written[line] ?? '', 0);
      const source = at < indent ? undefined : before[keeps[index] ?? -1];
      const own = source && ownBytes(text, match, plan, source);
      changed.set(line, (changed.get(line) ?? '') + (word === '\n' ? '' : (own ?? style.plainly(word))));
    });
  }
  return changed;
}

const words = (tokens: readonly Token[]) => tokens.map((token) => token.text);

/** Runs of lines that are new, with those that they take the place of. */
function* changedBlocks(
  { quoted, written }: Plan,
  kept: Plan['kept'],
): Generator<{ quoted: number[]; written: number[] }> {
  let line = 0;
  for (let index = 0; index < written.length; index++) {
    const keep = kept[index];
    if (keep !== undefined) {
      line = keep + 1;
      continue;
    }
    const start = index;
    while (index + 1 < written.length && kept[index + 1] === undefined) index++;
    const past = kept[index + 1] ?? quoted.length;
    if (past > line) yield { quoted: range(line, past), written: range(start, index + 1) };
  }
}

/** Lines that the text breaks elsewhere are left as they are written. */
function hasDifference({ lines, differences }: Match, plan: Plan, quoted: readonly number[]): boolean {
  if (quoted.some((line) => lines[line]?.joined || lines[line + 1]?.joined)) return false;
  const length = quoted.reduce((sum, line) => sum + (plan.quoted[line]?.length ?? 0), 0);
  if (length > MAX_LENGTH) return false;
  const start = lineStart(plan, quoted[0] ?? 0);
  return differences.some(({ quoteStart }) => quoteStart >= start && quoteStart <= start + length + quoted.length);
}

function tokensOf(lines: readonly string[], indexes: readonly number[]): Token[] {
  return indexes.flatMap((line) => {
    const tokens = [...(lines[line] ?? '').matchAll(TOKENS)].map(({ 0: text, index }) => ({ text, line, at: index }));
    return [...tokens, { text: '\n', line, at: (lines[line] ?? '').length }];
  });
}

/** Undefined for indentation, for part of a difference and for what is not in one line of the text. */
function ownBytes(text: string, match: Match, plan: Plan, token: Token): string | undefined {
  const range = match.lines[token.line];
  const quoted = plan.quoted[token.line] ?? '';
  const indent = skipBlanks(quoted, 0);
  if (!range || token.at < indent) return undefined;
  const quoteStart = lineStart(plan, token.line);
  const inner = match.differences.filter(
    (one) => one.quoteStart >= quoteStart + indent && one.quoteEnd <= quoteStart + quoted.length,
  );
  const anchor = { quote: quoteStart + indent, own: skipBlanks(text, range.start) };
  const start = ownPlace(inner, anchor, quoteStart + token.at);
  const end = ownPlace(inner, anchor, quoteStart + token.at + token.text.length);
  return start !== undefined && end !== undefined && end <= range.end ? text.slice(start, end) : undefined;
}

/** Undefined for a place inside a difference: the dots of "...." are not those of ".…". */
function ownPlace(
  differences: readonly Difference[],
  anchor: { quote: number; own: number },
  at: number,
): number | undefined {
  if (differences.some(({ quoteStart, quoteEnd }) => quoteStart < at && at < quoteEnd)) return undefined;
  const last = differences.findLast(({ quoteEnd }) => quoteEnd <= at);
  return last ? last.end + at - last.quoteEnd : anchor.own + at - anchor.quote;
}

function lineStart({ quoted }: Plan, line: number): number {
  return quoted.slice(0, line).reduce((sum, { length }) => sum + length + 1, 0);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
