import { countNewlines, type LfText } from '../../../util/text/lineEndings.ts';

/** Replaces the text from `start` to `end`. */
export interface Splice {
  start: number;
  end: number;
  text: string;
}

/**
 * Applies splices that ascend and do not overlap. What they do not touch keeps its line endings, new lines take those of the
 * lines that they replace, and further ones that of the line before.
 */
export function splice(target: LfText, splices: readonly Splice[]): LfText {
  const minimal = splices.map((one) => withoutCommonEnds(target.text, one));
  const texts: string[] = [];
  let from = 0;
  for (const { start, end, text } of minimal) {
    texts.push(target.text.slice(from, start), text);
    from = end;
  }
  texts.push(target.text.slice(from));
  return { text: texts.join(''), endings: spliceEndings(target, minimal) };
}

function spliceEndings({ text, endings }: LfText, splices: readonly Splice[]): LfText['endings'] {
  if (typeof endings === 'string') return endings;
  const spliced: string[] = [];
  let from = 0;
  let line = 0;
  const keepTo = (end: number) => {
    for (let left = countNewlines(text.slice(from, end)); left > 0; left--) spliced.push(endings[line++] ?? '\n');
  };
  for (const { start, end, text: replacement } of splices) {
    keepTo(start);
    const removed = countNewlines(text.slice(start, end));
    const added = countNewlines(replacement);
    const before = spliced.at(-1) ?? endings[line] ?? '\n';
    for (let i = 0; i < added; i++) spliced.push((i < removed ? endings[line + i] : undefined) ?? before);
    line += removed;
    from = end;
  }
  keepTo(text.length);
  return spliced;
}

function withoutCommonEnds(target: string, { start, end, text }: Splice): Splice {
  const shorter = Math.min(end - start, text.length);
  let head = 0;
  while (head < shorter && target[start + head] === text[head]) head++;
  let tail = 0;
  while (tail < shorter - head && target[end - 1 - tail] === text[text.length - 1 - tail]) tail++;
  return { start: start + head, end: end - tail, text: text.slice(head, text.length - tail) };
}
