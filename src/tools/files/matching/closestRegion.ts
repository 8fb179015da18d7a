import { countNewlines, splitLines } from '../../../util/text/lineEndings.ts';
import { fitLines, truncate } from '../../../util/text/truncate.ts';
import { closestPlace } from './closestPlace.ts';

const MAX_REGION_LINES = 40;
const MAX_REGION_BYTES = 3000;
const MAX_LINE_LENGTH = 300;
/** What is shown of a long line before the place that is meant. */
const CONTEXT = 40;

/** Words that let the model correct a quotation that is not in the text: the likely mistake, and what stands there. */
export function describeClosest(text: string, quoted: string): string {
  if (text === '') return 'The file is empty: give an empty old_text, or use write_file.';
  const unnumbered = quoted.replace(/^ *\d+\t/gm, '');
  if (unnumbered !== quoted && text.includes(unnumbered)) {
    return 'It would be found without the line numbers: they are not part of the file.';
  }
  const place = closestPlace(text, quoted);
  if (!place) return 'Nothing there resembles it: read the file again.';
  const wanted = splitLines(quoted);
  const region = linesFrom(text, place.lineStart, Math.min(wanted.length, MAX_REGION_LINES));
  const first = 1 + countNewlines(text.slice(0, place.lineStart));
  const numbered = region.map(({ start, line }, index) => `${first + index}\t${excerpt(line, place.around - start)}`);
  const hint = wordDifference(region.map(({ line }) => line).join('\n'), wanted.slice(0, MAX_REGION_LINES).join('\n'));
  return `The closest is at line ${first}${hint}:\n${fitLines(numbered, MAX_REGION_BYTES).join('\n')}`;
}

function linesFrom(text: string, from: number, count: number): { start: number; line: string }[] {
  const lines: { start: number; line: string }[] = [];
  for (let start = from; start < text.length && lines.length < count; ) {
    const end = text.indexOf('\n', start);
    const past = end < 0 ? text.length : end;
    lines.push({ start, line: text.slice(start, past) });
    start = past + 1;
  }
  return lines;
}

/** Of a long line the part around a place in it. */
function excerpt(line: string, around: number): string {
  if (line.length <= MAX_LINE_LENGTH) return line;
  const start = around > MAX_LINE_LENGTH - CONTEXT && around < line.length ? around - CONTEXT : 0;
  const part = truncate(line.slice(start), MAX_LINE_LENGTH);
  return start === 0 ? part : `[from character ${start + 1} of this long line] ${part.replace(/^[\uDC00-\uDFFF]/, '')}`;
}

function wordDifference(own: string, quoted: string): string {
  const length = quoted.length * 2 + MAX_LINE_LENGTH;
  const bare = (text: string) => text.slice(0, length).replace(/\s+/g, '');
  if (own.length > length) return '';
  if (bare(own) === bare(quoted)) return ' (only white space differs)';
  if (bare(own).toLowerCase() === bare(quoted).toLowerCase()) return ' (only upper and lower case differ)';
  return '';
}
