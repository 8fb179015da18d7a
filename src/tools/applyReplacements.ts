import { describeClosest } from './closestRegion.ts';
import { countNewlines, fromLf, type LfText, toLf, withLf } from './lineEndings.ts';

/** One exact replacement. With `all` every occurrence is replaced, without it there must be exactly one. */
export interface Replacement {
  old_text: string;
  new_text: string;
  all?: boolean | undefined;
}

const MAX_NAMED_LINES = 10;

/**
 * Applies replacements in order, each to the result of the ones before. They are matched with LF line endings, whatever the
 * text has; lines outside the replaced parts keep their endings exactly, and new lines take those of their surroundings.
 * All or nothing: throws an Error that reports every replacement that does not apply.
 */
export function applyReplacements(text: string, edits: readonly Replacement[]): { text: string } {
  let current = toLf(text);
  const problems: string[] = [];
  edits.forEach((edit, index) => {
    try {
      current = applyOne(current, edit);
    } catch (error) {
      problems.push(`edits[${index}]: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
  if (problems.length > 0) {
    const others = edits.length - problems.length;
    const fine = others > 0 ? ` The other ${others} would apply; send all of them again.` : '';
    const after = edits.length > 1 ? ' Line numbers are those after the edits before.' : '';
    throw new Error(`${problems.join('\n')}\nNothing was changed.${fine}${after}`);
  }
  return { text: fromLf(current) };
}

function applyOne(target: LfText, edit: Replacement): LfText {
  const oldText = withLf(edit.old_text);
  const newText = withLf(edit.new_text);
  if (oldText === newText) throw new Error('old_text and new_text are the same.');
  if (oldText === '') {
    if (target.text === '') return toLf(edit.new_text);
    throw new Error(
      'old_text is empty, but the file is not. Quote the text to replace, or use write_file to replace the whole file.',
    );
  }
  const first = target.text.indexOf(oldText);
  if (first < 0) throw new Error(`old_text is not in the file.\n${describeClosest(target.text, oldText)}`);
  if (edit.all) return replaceAt(target, occurrences(target.text, oldText, oldText.length), oldText, newText);
  if (target.text.includes(oldText, first + 1)) throw new Error(describeAmbiguity(target.text, oldText));
  return replaceAt(target, [first], oldText, newText);
}

function occurrences(text: string, part: string, step: number): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + step)) found.push(at);
  return found;
}

function describeAmbiguity(text: string, oldText: string): string {
  const found = occurrences(text, oldText, 1);
  const lines = found.slice(0, MAX_NAMED_LINES).map((at) => 1 + countNewlines(text.slice(0, at)));
  const more = found.length > lines.length ? ' and more' : '';
  return (
    `old_text occurs ${found.length} times, at lines ${lines.join(', ')}${more}. ` +
    'Quote more of the surrounding lines so that it is unique, or set "all": true.'
  );
}

/** `starts` ascend and do not overlap. */
function replaceAt(target: LfText, starts: readonly number[], oldText: string, newText: string): LfText {
  // Lines that the replacement only quotes keep their own endings.
  const [head, oldCore, newCore] = withoutCommonEnds(oldText, newText);
  const removedLines = countNewlines(oldCore);
  const addedLines = countNewlines(newCore);
  const texts: string[] = [];
  const endings: string[] = [];
  let from = 0;
  let line = 0;
  const keepTo = (end: number) => {
    const kept = target.text.slice(from, end);
    texts.push(kept);
    for (let left = countNewlines(kept); left > 0; left--) endings.push(target.endings[line++] ?? '\n');
    from = end;
  };
  for (const start of starts) {
    keepTo(start + head);
    texts.push(newCore);
    const before = endings.at(-1) ?? target.endings[line] ?? '\n';
    for (let i = 0; i < addedLines; i++) {
      endings.push((i < removedLines ? target.endings[line + i] : undefined) ?? before);
    }
    from += oldCore.length;
    line += removedLines;
  }
  keepTo(target.text.length);
  return { text: texts.join(''), endings };
}

/** The length of what both begin with, and what remains of each without that and what both end with. */
function withoutCommonEnds(a: string, b: string): [number, string, string] {
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < shorter - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  return [head, a.slice(head, a.length - tail), b.slice(head, b.length - tail)];
}
