import type { Position, TextEdit } from '../../agent/contracts/languages.ts';

const LINE_END = /\r\n|\n|\r/g;

/** Of the lines of a text as an editor shows them: whatever ends a line is no part of it. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}

/**
 * Makes edits that count in the same text, whatever ends its lines; what is inserted gets the ending that most lines have.
 * Throws where they overlap.
 */
export function applyTextEdits(text: string, edits: readonly TextEdit[]): string {
  const starts = [0, ...[...text.matchAll(LINE_END)].map((match) => match.index + match[0].length)];
  const ending = commonEnding(text);
  const offset = ({ line, character }: Position) => {
    const start = starts[line];
    if (start === undefined) return text.length;
    const end = starts[line + 1] ?? text.length;
    const length = text.slice(start, end).replace(/(\r\n|\n|\r)$/, '').length;
    return start + Math.min(character, length);
  };
  const placed = edits
    .map((edit) => ({ start: offset(edit.start), end: offset(edit.end), text: edit.text.replace(LINE_END, ending) }))
    // Insertions at one place stay in their order, before what is replaced there.
    .sort((a, b) => a.start - b.start || a.end - b.end);
  let result = '';
  let at = 0;
  for (const edit of placed) {
    if (edit.start < at || edit.end < edit.start) throw new Error('The language server proposed edits that overlap.');
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}

function commonEnding(text: string): string {
  const counts = new Map<string, number>();
  for (const [ending] of text.matchAll(LINE_END)) counts.set(ending, (counts.get(ending) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '\n';
}
