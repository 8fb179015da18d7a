/** One measured number: one line of the output. Smaller is better, for every one of them. */
export interface Figure {
  /** `<group>.<what>` */
  figure: string;
  value: number;
  unit: Unit;
  /** To be reached: at most this. */
  target?: number;
  /** How many observations the value sums up. */
  samples?: number;
  /** The same of an earlier version, measured in the same run. */
  before?: number;
}

export type Unit = 'bytes' | 'tokens' | 'ms' | 'MB' | 'count' | 'ratio';

/** A group, or a figure of one, that could not be measured. */
export interface Unmeasured {
  figure: string;
  error: string;
}

export function isReached({ value, target }: Figure): boolean | undefined {
  return target === undefined ? undefined : value <= target;
}

/** A line of JSON, with `reached` where there is a target. */
export function jsonLine(result: Figure | Unmeasured): string {
  if ('error' in result) return JSON.stringify(result);
  const reached = isReached(result);
  return JSON.stringify({
    ...result,
    value: rounded(result.value),
    ...(result.before === undefined ? {} : { before: rounded(result.before) }),
    ...(reached === undefined ? {} : { reached }),
  });
}

/** As precise as it was measured: two decimals. */
export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
