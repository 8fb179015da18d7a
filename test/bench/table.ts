import { type Figure, isReached, rounded, type Unmeasured } from './figure.ts';

const whole = new Intl.NumberFormat('en');

/** The figures for people, one a row. */
export function table(results: readonly (Figure | Unmeasured)[]): string {
  const compared = results.some((result) => 'before' in result);
  const rows = [
    ['figure', 'value', 'unit', 'target', 'reached', ...(compared ? ['before'] : [])],
    ...results.map((result) => [...row(result), ...(compared && 'before' in result ? [before(result)] : [])]),
  ];
  const widths = [0, 1, 2, 3, 4, 5].map((column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  return rows
    .map((cells) =>
      cells
        .map((cell, column) => pad(cell, column, widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function row(result: Figure | Unmeasured): string[] {
  if ('error' in result) return [result.figure, 'not measured'];
  const { figure, value, unit, target } = result;
  const reached = isReached(result);
  return [
    figure,
    whole.format(rounded(value)),
    unit,
    target === undefined ? '' : `≤ ${whole.format(target)}`,
    reached === undefined ? '' : reached ? 'yes' : 'NO',
  ];
}

/** With how many times more or less that was, where both are more than next to nothing. */
function before({ before: earlier = 0, value }: Figure): string {
  const times = Math.min(earlier, value) >= 1 ? ` (× ${whole.format(rounded(earlier / value))})` : '';
  return whole.format(rounded(earlier)) + times;
}

/** Numbers stand under each other, text begins at the left. */
function pad(cell: string, column: number, width: number): string {
  return column === 1 || column === 3 ? cell.padStart(width) : cell.padEnd(width);
}
