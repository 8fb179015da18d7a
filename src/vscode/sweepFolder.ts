import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Place } from '../agent/gate/judge.ts';
import type { Sweep } from '../agent/gate/look.ts';
import { isSecret } from '../agent/gate/sensitivePaths.ts';
import type { WorkspaceFolder } from '../agent/workspace.ts';
import { excluder } from './kimiIgnore.ts';
import { locatePath, resolvePath } from './resolvePath.ts';
import { listSwept } from './ripgrep.ts';
import { searchRoots } from './searchRoots.ts';

/** As many as a person reads. */
const MAX_TOLD = 5;

/** As Workspace.sweep, for folders on this machine's disk. */
export async function sweepFolder(
  folders: readonly WorkspaceFolder[],
  written: string,
  sweep: Sweep,
  rgPath: string,
): Promise<Place[] | undefined> {
  const [root] = await searchRoots(folders, await resolvePath(folders, written));
  if (!root) return [];
  const search = { rgPath, roots: [{ ...root, label: '' }], signal: new AbortController().signal };
  // A glob that cannot be read, for one.
  const found = await listSwept(search, sweep).catch(() => undefined);
  if (!found || found.truncated) return undefined;
  const excludes = await excluder(root.cwd);
  const guarded = found.paths.filter((file) => isSecret(file) || excludes(file));
  const led = sweep.links ? await leadingOut(root.cwd, found.paths) : [];
  const told = [...guarded, ...led].slice(0, MAX_TOLD);
  return await Promise.all(told.map((file) => locatePath(folders, path.join(root.cwd, file))));
}

/** Those that lie behind links out of the folder: each such folder by its first file. */
async function leadingOut(folder: string, files: readonly string[]): Promise<string[]> {
  const home = await realpath(folder);
  const seen = new Set<string>();
  const out: string[] = [];
  for (const file of files) {
    const real = await realpath(path.join(folder, file)).catch(() => home);
    const within = path.dirname(real);
    if (seen.has(within)) continue;
    seen.add(within);
    const relative = path.relative(home, real);
    if (relative.startsWith('..') || path.isAbsolute(relative)) out.push(file);
    if (out.length === MAX_TOLD) break;
  }
  return out;
}
