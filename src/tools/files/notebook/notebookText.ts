import { dominantEnding, toLf } from '../../../util/text/lineEndings.ts';
import { type JsonSpan, jsonSpans } from './jsonSpans.ts';

export type CellKind = 'code' | 'markdown' | 'raw';

/** A cell of a notebook's JSON text. */
export interface NotebookCell {
  kind: CellKind;
  /** With LF. */
  source: string;
  outputs: CellOutput[];
  span: JsonSpan;
  sourceSpan: JsonSpan | undefined;
}

/** As nbformat 4 has it; what else a notebook holds is nobody's business here. */
export interface CellOutput {
  output_type?: string;
  text?: string | string[];
  data?: Record<string, string | string[]>;
  ename?: string;
  evalue?: string;
}

/** The text of a notebook, which keeps every byte but those of the cell that is changed. */
export class NotebookText {
  readonly text: string;
  readonly cells: NotebookCell[];
  private readonly list: JsonSpan;

  /** Throws for what is not a notebook of nbformat 4. */
  constructor(text: string) {
    this.text = text;
    const root = jsonSpans(text);
    const list = root.members?.get('cells');
    if (!list?.items) throw new Error('This is not a notebook with cells (nbformat 4).');
    this.list = list;
    this.cells = list.items.map((span) => this.cellAt(span));
  }

  /** `index` from 0. */
  replace(index: number, source: string): string {
    const { sourceSpan } = this.cell(index);
    if (!sourceSpan) throw new Error(`Cell ${index + 1} has no source.`);
    const value = sourceSpan.items ? sourceLines(source) : source;
    return this.splice(sourceSpan.start, sourceSpan.end, this.format(value, this.indentAt(sourceSpan.start)));
  }

  /** The new cell gets this index. */
  insert(index: number, kind: CellKind, source: string, id: string): string {
    const { items = [], start, end } = this.list;
    if (items.length === 0) {
      const outer = this.indentAt(start);
      const inner = outer + this.unit;
      const item = this.format(this.newCell(kind, source, id), inner);
      return this.splice(start, end, this.oneLine ? `[${item}]` : `[\n${inner}${item}\n${outer}]`);
    }
    const next = items[index];
    const last = items.at(-1);
    const place = next ?? last;
    if (!place || !last) throw new Error('There is no such place.');
    const before = this.text.slice(0, place.start);
    const space = before.slice(before.trimEnd().length);
    const item = this.format(this.newCell(kind, source, id), space.slice(space.lastIndexOf('\n') + 1));
    return next
      ? this.splice(next.start, next.start, `${item},${space}`)
      : this.splice(last.end, last.end, `,${space}${item}`);
  }

  /** `index` from 0. */
  remove(index: number): string {
    const { items = [], start, end } = this.list;
    const { span } = this.cell(index);
    const [before, after] = [items[index - 1], items[index + 1]];
    if (after) return this.splice(span.start, after.start, '');
    return before ? this.splice(before.end, span.end, '') : this.splice(start, end, '[]');
  }

  private cell(index: number): NotebookCell {
    const cell = this.cells[index];
    if (cell) return cell;
    throw new Error(`There is no cell ${index + 1}: the notebook has ${this.cells.length}.`);
  }

  private cellAt(span: JsonSpan): NotebookCell {
    const { cell_type: kind, source, outputs } = JSON.parse(this.text.slice(span.start, span.end));
    return {
      kind: kind === 'code' || kind === 'raw' ? kind : 'markdown',
      source: joined(source ?? ''),
      outputs: Array.isArray(outputs) ? outputs : [],
      span,
      sourceSpan: span.members?.get('source'),
    };
  }

  /** Keys in the order in which nbformat writes them. Cells have ids from nbformat 4.5 on. */
  private newCell(kind: CellKind, source: string, id: string): object {
    const { nbformat_minor: minor } = JSON.parse(this.text);
    const ofCode = kind === 'code';
    return {
      cell_type: kind,
      ...(ofCode ? { execution_count: null } : {}),
      ...(typeof minor === 'number' && minor >= 5 ? { id } : {}),
      metadata: {},
      ...(ofCode ? { outputs: [] } : {}),
      source: sourceLines(source),
    };
  }

  private format(value: unknown, indent: string): string {
    if (this.oneLine) return JSON.stringify(value);
    return JSON.stringify(value, undefined, this.unit).replaceAll('\n', `\n${indent}`);
  }

  private get oneLine(): boolean {
    return !this.text.trim().includes('\n');
  }

  /** What one level is indented by. */
  private get unit(): string {
    return /^\{\s*?\n([ \t]+)/.exec(this.text.trimStart())?.[1] ?? ' ';
  }

  private indentAt(offset: number): string {
    const line = this.text.slice(this.text.lastIndexOf('\n', offset) + 1, offset);
    return /^[ \t]*/.exec(line)?.[0] ?? '';
  }

  private splice(start: number, end: number, piece: string): string {
    const ending = dominantEnding(toLf(this.text));
    return this.text.slice(0, start) + piece.replace(/\r?\n/g, ending) + this.text.slice(end);
  }
}

function joined(source: string | string[]): string {
  return (Array.isArray(source) ? source.join('') : source).replace(/\r\n?/g, '\n');
}

/** As nbformat has a source: a string for each line, with its ending. */
function sourceLines(source: string): string[] {
  return source.split(/(?<=\n)/).filter((line) => line !== '');
}
