import { fitLines } from '../../util/text/truncate.ts';

const DEFAULT_LIMIT = 100;
const MAX_RESULT_BYTES = 30_000;

/** A part of many results. */
export interface Page {
  /** What the results are, for the note. */
  what: string;
  offset: number;
  limit?: number;
  /** How to get fewer. */
  narrower: string;
  /** More was there than these results. */
  truncated: boolean;
}

/** The results of one page, bounded in number and bytes, with a note where there are others. Empty without results. */
export function paginate(results: readonly string[], page: Page): string {
  const { what, offset, limit = DEFAULT_LIMIT, narrower, truncated } = page;
  const total = `${truncated ? 'more than ' : ''}${results.length}`;
  if (results.length === 0) return '';
  if (offset >= results.length) return `[There are ${total}, so none at offset ${offset}.]`;
  const shown = fitLines(results.slice(offset, offset + limit), MAX_RESULT_BYTES);
  const end = offset + shown.length;
  const range = `${what} ${offset + 1}-${end} of ${total}.`;
  if (end < results.length) return [...shown, `[${range} Go on with offset ${end}, or ${narrower}.]`].join('\n');
  if (truncated) return [...shown, `[${range} To see the others, ${narrower}.]`].join('\n');
  return offset > 0 ? [...shown, `[${range}]`].join('\n') : shown.join('\n');
}
