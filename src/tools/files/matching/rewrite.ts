import { skipBlanks } from './atoms.ts';
import { reindenter } from './indentation.ts';
import type { LineRange, Match, Place } from './match.ts';
import { ownWords } from './ownWords.ts';
import type { Plan } from './plan.ts';
import type { Splice } from './splice.ts';
import { writtenStyle } from './writtenStyle.ts';

/**
 * The splices that make the replacement where the quotation was found: lines that it only repeats keep what the text has,
 * the others are written with the indentation that the quoted ones have in the text. Throws when one has no place there.
 */
export function rewrite(text: string, match: Match, plan: Plan): Splice[] {
  const kept = keepWholeUnits(plan.kept, match.lines);
  const indent = reindentLines(text, match, plan);
  const style = writtenStyle(text, match, plan);
  const changed = ownWords(text, match, plan, kept, style);
  const pieces: Piece[] = [];
  plan.written.forEach((line, index) => {
    if (index > 0) pieces.push(separator(text, match.lines, kept, index));
    const range = match.lines[kept[index] ?? -1];
    pieces.push(range ?? indent(style.trim(changed.get(index) ?? style.plainly(line)), index));
  });
  return splicesBetween(match, pieces);
}

/** Kept bytes of the text, or new ones. */
type Piece = Place | string;

/** The same for a quotation that stands in the text as it is: splices of the quotation itself, wherever that is. */
export function rewriteExact({ quoted, written, kept }: Plan): Splice[] {
  let start = 0;
  const lines = quoted.map(({ length }) => {
    const line = { start, end: start + length };
    start = line.end + 1;
    return line;
  });
  const text = quoted.join('\n');
  const pieces = written.flatMap((line, index): Piece[] => {
    const own = lines[kept[index] ?? -1] ?? line;
    return index === 0 ? [own] : [separator(text, lines, kept, index), own];
  });
  return splicesBetween({ start: 0, end: text.length }, pieces);
}

/** Lines that stand together in the text are kept together, or not at all. */
function keepWholeUnits(kept: Plan['kept'], lines: readonly LineRange[]): Plan['kept'] {
  if (!lines.some(({ joined }) => joined)) return kept;
  const broken = new Set<number>();
  for (let first = 0; first < lines.length; ) {
    let past = first + 1;
    while (lines[past]?.joined) past++;
    const at = kept.indexOf(first);
    const whole = at >= 0 && lines.slice(first, past).every((_, offset) => kept[at + offset] === first + offset);
    for (let line = first; line < past && !whole; line++) broken.add(line);
    first = past;
  }
  return kept.map((line) => (line === undefined || broken.has(line) ? undefined : line));
}

/** What ends the written line before `index`: what the text has there, where that fits. */
function separator(text: string, lines: readonly LineRange[], kept: Plan['kept'], index: number): Piece {
  const before = kept[index - 1];
  const line = kept[index];
  const isLineEnd = ({ start, end }: Place) => text.slice(start, end).includes('\n');
  if (line !== undefined && line > 0) {
    const own = between(lines, line);
    const atTextEnd = line === lines.length - 1 && own.start === text.length;
    if (before === line - 1 || atTextEnd) return own;
    const deleted = before === undefined ? own : between(lines, before + 1);
    return isLineEnd(deleted) ? deleted : isLineEnd(own) ? own : '\n';
  }
  if (before === undefined || before + 1 >= lines.length || kept.includes(before + 1)) return '\n';
  if (lines[before]?.absent) return '';
  const own = between(lines, before + 1);
  return isLineEnd(own) ? own : '\n';
}

function between(lines: readonly LineRange[], line: number): Place {
  return { start: lines[line - 1]?.end ?? 0, end: lines[line]?.start ?? 0 };
}

function reindentLines(text: string, match: Match, { quoted, written }: Plan) {
  const atLineStart = match.start === 0 || text[match.start - 1] === '\n';
  const place = reindenter(match.indents, text, [...quoted, ...written].join('\n'));
  return (line: string, index: number): string => {
    const end = skipBlanks(line, 0);
    if (end === line.length || (index === 0 && !atLineStart)) return line;
    if (index === 0 && match.bareIndent !== '') return match.bareIndent + line;
    const own = place(line.slice(0, end));
    if (own !== undefined) return own + line.slice(end);
    throw new Error(
      `The file indents these lines less than old_text: this line of new_text has no place there: ${line}`,
    );
  };
}

function splicesBetween({ start, end }: Place, pieces: readonly Piece[]): Splice[] {
  const splices: Splice[] = [];
  let from = start;
  let text = '';
  const spliceTo = (to: number) => {
    if (to > from || text !== '') splices.push({ start: from, end: to, text });
    text = '';
  };
  for (const piece of pieces) {
    if (typeof piece === 'string') text += piece;
    else {
      spliceTo(piece.start);
      from = piece.end;
    }
  }
  spliceTo(end);
  return splices;
}
