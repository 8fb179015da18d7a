export type Json = Record<string, unknown>;

export function asObject(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

/** `null` says the same as leaving a field out: clients replay the nulls of a deserialised message (Moonshot quickstart). */
export function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

/** The first problem that `check` finds, in the order of the items. */
export function firstProblem<T>(
  items: readonly T[],
  check: (item: T, index: number) => string | undefined,
): string | undefined {
  for (const [index, item] of items.entries()) {
    const problem = check(item, index);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
