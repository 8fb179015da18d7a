import path from 'node:path';
import type { ResolvedPath, Workspace } from '../../agent/contracts/workspace.ts';
import { oneLine } from '../../util/text/oneLine.ts';

const MAX_SIMILAR = 5;
const MAX_NEIGHBOURS = 1000;

/** Words for a path where nothing is: the nearest folder that there is, and similar names in it. */
export async function suggestSimilarPaths(
  workspace: Workspace,
  missing: ResolvedPath,
  signal: AbortSignal,
): Promise<string> {
  const said = `${missing.path} does not exist.`;
  // What lies outside the workspace is told only of what the user agreed to.
  if (!missing.inside) return said;
  let folder = path.dirname(missing.absolutePath);
  while ((await workspace.stat(folder))?.type !== 'folder') {
    const parent = path.dirname(folder);
    if (parent === folder) return said;
    folder = parent;
  }
  const nearest = await workspace.resolve(folder);
  if (!nearest.inside) return said;
  const wanted = path.relative(folder, missing.absolutePath).split(path.sep)[0] ?? '';
  const { entries } = await workspace.listFiles(nearest, { depth: 1, limit: MAX_NEIGHBOURS }, signal);
  const similar = similarNames(entries, wanted);
  const names = similar.length > 0 ? ` Similar names there: ${similar.map(oneLine).join(', ')}.` : '';
  return `${said} The nearest existing folder is ${nearest.path}.${names}`;
}

function similarNames(entries: readonly string[], wanted: string): string[] {
  const bare = (name: string) => name.replace(/\/$/, '').toLowerCase();
  const stem = (name: string) => bare(name).replace(/(?<=.)\.[^.]*$/, '');
  return entries
    .map((name) => {
      const limit = Math.max(1, Math.floor(wanted.length / 3));
      const distance = stem(name) === stem(wanted) ? 0 : editDistance(bare(name), bare(wanted), limit);
      return { name, distance, limit };
    })
    .filter(({ distance, limit }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, MAX_SIMILAR)
    .map(({ name }) => name);
}

/** Levenshtein; Infinity without counting when the lengths alone differ by more than the limit. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return Number.POSITIVE_INFINITY;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i++) {
    const row = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const replaced = (previous[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      row.push(Math.min(replaced, (previous[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}
