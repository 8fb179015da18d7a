/** The smallest value that at least this share of the values does not exceed (nearest rank); `share` is above 0, at most 1. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (value === undefined) throw new Error('There are no values to sum up.');
  return value;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}
