import { truncate } from '../../../util/text/truncate.ts';
import type { CellOutput, NotebookCell } from './notebookText.ts';

const MAX_OUTPUT_LENGTH = 500;

/** A cell as the model reads it: its number and kind, its source, and what it last printed, in short. `index` from 0. */
export function wordCell(
  { kind, source, outputs }: Pick<NotebookCell, 'kind' | 'source' | 'outputs'>,
  index: number,
): string {
  const said = outputs.map(wordOutput).join('\n').trim();
  const printed = said === '' ? [] : [`[Output]\n${cutOutput(said)}`];
  return [`[Cell ${index + 1}, ${kind}]`, source, ...printed].join('\n');
}

function wordOutput({ output_type: type, text, data, ename, evalue }: CellOutput): string {
  if (type === 'error') return `${ename}: ${evalue}`;
  if (text !== undefined) return joined(text);
  const plain = data?.['text/plain'];
  const others = Object.keys(data ?? {}).filter((mimeType) => mimeType !== 'text/plain' && mimeType !== 'text/html');
  return [...(plain === undefined ? [] : [joined(plain)]), ...others.map((mimeType) => `[${mimeType}]`)].join('\n');
}

function cutOutput(text: string): string {
  const kept = truncate(text, MAX_OUTPUT_LENGTH);
  return kept.length < text.length ? `${kept} [cut: ${text.length - kept.length} more characters]` : kept;
}

function joined(text: string | string[]): string {
  return Array.isArray(text) ? text.join('') : text;
}
