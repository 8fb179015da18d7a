import { diffArrays } from 'diff';

/** Beyond so many changed lines, or words, all between the first and the last change counts as changed. */
const MAX_EDIT_LENGTH = 1000;

/** For each item of `next` the index of the item of `previous` that it keeps, ascending; undefined for the new ones. */
export function keptItems(previous: readonly string[], next: readonly string[]): (number | undefined)[] {
  const shorter = Math.min(previous.length, next.length);
  let head = 0;
  while (head < shorter && previous[head] === next[head]) head++;
  let tail = 0;
  while (tail < shorter - head && previous.at(-1 - tail) === next.at(-1 - tail)) tail++;
  const kept: (number | undefined)[] = [];
  for (let i = 0; i < head; i++) kept.push(i);
  kept.push(...keptBetween(previous, next, head, tail));
  for (let i = tail; i > 0; i--) kept.push(previous.length - i);
  return kept;
}

function keptBetween(
  previous: readonly string[],
  next: readonly string[],
  head: number,
  tail: number,
): (number | undefined)[] {
  const inner = next.slice(head, next.length - tail);
  const options = { maxEditLength: MAX_EDIT_LENGTH };
  const changes = diffArrays(previous.slice(head, previous.length - tail), inner, options);
  if (!changes) return inner.map(() => undefined);
  const kept: (number | undefined)[] = [];
  let at = head;
  for (const { added, removed, value } of changes) {
    if (added) kept.push(...value.map(() => undefined));
    else if (removed) at += value.length;
    else for (let i = 0; i < value.length; i++) kept.push(at++);
  }
  return kept;
}
