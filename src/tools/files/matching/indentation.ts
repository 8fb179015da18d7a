import { foldBlanks } from './atoms.ts';

/** The indentation of one line: as it was quoted, and as the text has it. */
export interface IndentPair {
  quoted: string;
  own: string;
}

/** `same`: nothing to do. `shifted`: all lines by the same width. `scaled`: by steps of another width. */
export type ShiftKind = 'same' | 'shifted' | 'scaled';

/** Tab widths in the order in which they are likely. */
const USUAL_TAB_WIDTHS = [4, 2, 8, 3];
const TAB_WIDTHS = [...USUAL_TAB_WIDTHS, 1, 5, 6, 7];
const STEPS = [2, 4, 8];
const USUAL_STEP = 4;

/** How the lines of a block moved together; undefined when they did not, so that the block is another one. */
export function shiftKind(pairs: readonly IndentPair[]): ShiftKind | undefined {
  if (pairs.every(({ quoted, own }) => foldBlanks(quoted) === foldBlanks(own))) return 'same';
  if (!isOneToOne(pairs)) return undefined;
  if (fittingTabWidths(pairs).length > 0) return 'shifted';
  return scale(pairs) === undefined ? undefined : 'scaled';
}

/** Whether no line moved: spaces stand for tabs, or tabs for spaces. */
export function isRespelled(pairs: readonly IndentPair[]): boolean {
  return pairs.length > 0 && isOneToOne(pairs) && unmovedTabWidth(pairs) !== undefined;
}

/**
 * Says how a line of the replacement is indented where the quoted lines moved as `pairs` do. `sample` is the text, for its
 * style; `written` the quotation with its replacement. The result is undefined for a line that would stand left of the margin.
 */
export function reindenter(
  pairs: readonly IndentPair[],
  sample: string,
  written: string,
): (indent: string) => string | undefined {
  const kind = shiftKind(pairs);
  const base = pairs[0];
  if (kind === undefined || kind === 'same' || !base) return (indent) => indent;
  const known = new Map(pairs.map(({ quoted, own }) => [quoted, own]));
  const tabs = usesTabs(pairs, sample);
  const tabWidth = chooseTabWidth(pairs, tabs ? written : sample);
  const factor = kind === 'scaled' ? (scale(pairs) ?? 1) : 1;
  const place = (indent: string) =>
    width(base.own, tabWidth) + (width(indent, tabWidth) - width(base.quoted, tabWidth)) * factor;
  return (indent) => known.get(indent) ?? indentTo(place(indent), pairs, tabs, tabWidth);
}

/** Extends the widest known indentation that fits, so that what is peculiar to it is kept. */
function indentTo(columns: number, pairs: readonly IndentPair[], tabs: boolean, tabWidth: number): string | undefined {
  if (columns < 0 || !Number.isInteger(columns)) return undefined;
  let stem = '';
  for (const { own } of pairs) {
    const columnsOfOwn = width(own, tabWidth);
    if (columnsOfOwn <= columns && columnsOfOwn > width(stem, tabWidth)) stem = own;
  }
  const missing = columns - width(stem, tabWidth);
  if (!tabs) return stem + ' '.repeat(missing);
  return stem + '\t'.repeat(Math.floor(missing / tabWidth)) + ' '.repeat(missing % tabWidth);
}

/** One indentation is never two others: lines that were told apart would stand together, or the other way round. */
function isOneToOne(pairs: readonly IndentPair[]): boolean {
  const owns = new Map<string, string>();
  const quotes = new Map<string, string>();
  return pairs.every((pair) => {
    const [quoted, own] = [foldBlanks(pair.quoted), foldBlanks(pair.own)];
    const fits = (owns.get(quoted) ?? own) === own && (quotes.get(own) ?? quoted) === quoted;
    owns.set(quoted, own);
    quotes.set(own, quoted);
    return fits;
  });
}

/** The widths of a tab with which all lines moved by the same number of columns. */
function fittingTabWidths(pairs: readonly IndentPair[]): number[] {
  return TAB_WIDTHS.filter((tabWidth) => new Set(pairs.map((pair) => moved(pair, tabWidth))).size === 1);
}

/** Where nothing moved but tabs became spaces, the width of a tab is certain; otherwise the usual step of the spaces serves. */
function chooseTabWidth(pairs: readonly IndentPair[], spaced: string): number {
  const fitting = fittingTabWidths(pairs);
  const step = stepOf(spaced);
  return unmovedTabWidth(pairs) ?? (fitting.includes(step) ? step : (fitting[0] ?? USUAL_STEP));
}

function unmovedTabWidth(pairs: readonly IndentPair[]): number | undefined {
  return USUAL_TAB_WIDTHS.find((tabWidth) => pairs.every((pair) => moved(pair, tabWidth) === 0));
}

function moved({ quoted, own }: IndentPair, tabWidth: number): number {
  return width(own, tabWidth) - width(quoted, tabWidth);
}

/** What one column of the quotation's steps is in the text, for blocks indented with spaces alone. */
function scale(pairs: readonly IndentPair[]): number | undefined {
  if (pairs.some(({ quoted, own }) => quoted.includes('\t') || own.includes('\t'))) return undefined;
  const quotedBase = Math.min(...pairs.map(({ quoted }) => quoted.length));
  const ownBase = Math.min(...pairs.map(({ own }) => own.length));
  const steps = pairs.map(({ quoted, own }) => [quoted.length - quotedBase, own.length - ownBase] as const);
  const from = steps.reduce((step, [columns]) => commonDivisor(step, columns), 0);
  const to = steps.reduce((step, [, columns]) => commonDivisor(step, columns), 0);
  const usual = STEPS.includes(from) && STEPS.includes(to);
  return usual && steps.every(([quoted, own]) => quoted * to === own * from) ? to / from : undefined;
}

function usesTabs(pairs: readonly IndentPair[], sample: string): boolean {
  if (pairs.some(({ own }) => own !== '')) return pairs.some(({ own }) => own.includes('\t'));
  return /^(?:\t| {2})/m.exec(sample)?.[0] === '\t';
}

/** By how many spaces a text indents one level. */
function stepOf(text: string): number {
  let step = 0;
  for (const [spaces] of text.slice(0, 50_000).matchAll(/^ {2,}(?=[^\s*])/gm))
    step = commonDivisor(step, spaces.length);
  return step >= 2 && step <= 8 ? step : USUAL_STEP;
}

function width(indent: string, tabWidth: number): number {
  let columns = 0;
  for (const blank of indent) columns += blank === '\t' ? tabWidth - (columns % tabWidth) : 1;
  return columns;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
