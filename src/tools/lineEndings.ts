/**
 * A text as the model reads and writes it, with LF alone, beside what each line ended in: `endings[i]` belongs to the i-th
 * "\n" of `text`. A lone CR ends a line too, as in the editor.
 */
export interface LfText {
  text: string;
  endings: readonly string[];
}

export function toLf(text: string): LfText {
  return { text: withLf(text), endings: text.match(/\r\n|\n|\r/g) ?? [] };
}

export function withLf(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

export function fromLf({ text, endings }: LfText): string {
  let line = 0;
  return text.replace(/\n/g, () => endings[line++] ?? '\n');
}

/** The ending that most lines have; LF without lines. */
export function dominantEnding(endings: readonly string[]): string {
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
