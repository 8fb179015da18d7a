import { diffArrays } from 'diff';

/** Texts that differ by more lines than this count as wholly replaced. */
const MAX_EDIT_LENGTH = 2000;

/**
 * A text that went through an editor, which knows one kind of line ending, with the line endings of the original on the lines
 * that are still there. Other lines keep what the editor gave them.
 */
export function keepLineEndings(original: string, edited: string): string {
  if (new Set(original.match(/\r\n|\n|\r/g)).size < 2) return edited;
  const from = toLines(original);
  const to = toLines(edited);
  const texts = (lines: Line[]) => lines.map(({ text }) => text);
  const parts = diffArrays(texts(from), texts(to), { maxEditLength: MAX_EDIT_LENGTH });
  if (!parts) return edited;
  let [old, young] = [0, 0];
  for (const { added, removed, count } of parts) {
    if (!added && !removed) {
      for (let index = 0; index < count; index++) {
        const [kept, line] = [from[old + index], to[young + index]];
        if (kept && line && kept.ending !== '' && line.ending !== '') line.ending = kept.ending;
      }
    }
    if (!added) old += count;
    if (!removed) young += count;
  }
  return to.map(({ text, ending }) => text + ending).join('');
}

interface Line {
  text: string;
  /** Empty for the last one. */
  ending: string;
}

function toLines(text: string): Line[] {
  const pieces = text.split(/(\r\n|\n|\r)/);
  const lines: Line[] = [];
  for (let index = 0; index < pieces.length; index += 2) {
    lines.push({ text: pieces[index] ?? '', ending: pieces[index + 1] ?? '' });
  }
  return lines;
}
