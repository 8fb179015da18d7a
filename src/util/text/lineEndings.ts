/**
 * A text as the model reads and writes it, with LF alone, beside what its lines ended in: one ending that all of them have, or
 * in a text that mixes them `endings[i]` for the i-th "\n" of `text`. A lone CR ends a line too, as in the editor.
 */
export interface LfText {
  text: string;
  endings: string | readonly string[];
}

export function toLf(text: string): LfText {
  if (!text.includes('\r')) return { text, endings: '\n' };
  const endings = text.match(/\r\n|\n|\r/g) ?? [];
  const first = endings[0] ?? '\n';
  return { text: withLf(text), endings: endings.every((ending) => ending === first) ? first : endings };
}

export function withLf(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

export function fromLf({ text, endings }: LfText): string {
  if (typeof endings === 'string') return endings === '\n' ? text : text.replaceAll('\n', endings);
  let line = 0;
  return text.replace(/\n/g, () => endings[line++] ?? '\n');
}

/** The ending that most lines have; LF without lines. */
export function dominantEnding({ endings }: LfText): string {
  if (typeof endings === 'string') return endings;
  const counts = new Map<string, number>();
  for (const ending of endings) counts.set(ending, (counts.get(ending) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '\n';
}

export function countNewlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** Lines as people count them: a final line ending begins no further line. */
export function splitLines(lfText: string): string[] {
  const lines = lfText.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
