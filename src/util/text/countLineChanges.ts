import { diffArrays } from 'diff';

/** Beyond this many changed lines the exact count is not worth the wait: the whole changed region counts. */
const MAX_EDIT_LENGTH = 2000;

/** How many lines an edit adds and removes, as in a unified diff. `before` is null for a new file, `after` for a deleted one. */
export function countChanges(before: string | null, after: string | null): { added: number; removed: number } {
  const old = toLines(before ?? '');
  const young = toLines(after ?? '');
  const shorter = Math.min(old.length, young.length);
  let head = 0;
  while (head < shorter && old[head] === young[head]) head++;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === young.at(-1 - tail)) tail++;
  const oldMiddle = old.slice(head, old.length - tail);
  const youngMiddle = young.slice(head, young.length - tail);
  const changes = diffArrays(oldMiddle, youngMiddle, { maxEditLength: MAX_EDIT_LENGTH });
  if (!changes) return { added: youngMiddle.length, removed: oldMiddle.length };
  let added = 0;
  let removed = 0;
  for (const change of changes) {
    if (change.added) added += change.value.length;
    if (change.removed) removed += change.value.length;
  }
  return { added, removed };
}

/** Each line with its ending, so that a change of endings is a change of lines. */
function toLines(text: string): string[] {
  return text.split(/(?<=\n|\r(?!\n))/).filter((line) => line !== '');
}
