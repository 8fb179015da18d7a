import type { ToolResult } from '../../../agent/contracts/tool.ts';
import { fitLines } from '../../../util/text/truncate.ts';
import { NotebookText } from './notebookText.ts';
import { wordCell } from './wordCells.ts';

const MAX_RESULT_BYTES = 50_000;

export function isNotebook(path: string): boolean {
  return path.toLowerCase().endsWith('.ipynb');
}

/** Throws where a tool that works on text would take a notebook's JSON apart. */
export function refuseNotebook(path: string): void {
  if (isNotebook(path)) throw new Error(`${path} is a notebook: change its cells with edit_notebook.`);
}

/** The cells of a notebook, from one number to another, both counted from 1. */
export function readNotebook(path: string, text: string, start = 1, end?: number): ToolResult {
  const { cells } = new NotebookText(text);
  const total = cells.length;
  const display = (first: number, last: number): ToolResult['display'] => {
    return { type: 'file', path, startLine: first, endLine: last, totalLines: total };
  };
  if (total === 0) return { output: `${path} is a notebook without cells.`, display: display(0, 0) };
  if (start > total) throw new Error(`${path} has only ${total} cells.`);
  const wanted = cells.slice(start - 1, end).map((cell, index) => wordCell(cell, start - 1 + index));
  const shown = fitLines(wanted, MAX_RESULT_BYTES);
  const last = start + shown.length - 1;
  const more = last < total ? ` Go on with start_line ${last + 1}: in a notebook it counts cells.` : '';
  if (start > 1 || last < total) shown.push(`[Cells ${start}-${last} of ${total}.${more}]`);
  return { output: shown.join('\n\n'), display: display(start, last) };
}
