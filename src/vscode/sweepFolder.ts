import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Place } from '../agent/gate/judge.ts';
import type { Sweep } from '../agent/gate/look.ts';
import { isSecret } from '../agent/gate/sensitivePaths.ts';
import type { WorkspaceFolder } from '../agent/workspace.ts';
import { type Git, records } from '../session/checkpoints/git.ts';
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
  { rgPath, git }: { rgPath: string; git: Git },
): Promise<Place[] | undefined> {
  if (sweep.git) return await sweepPatch(git, folders, written, sweep.git);
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

/** Files of a patch that git would show in a folder: they need not be in it, nor be there still. */
async function sweepPatch(
  git: Git,
  folders: readonly WorkspaceFolder[],
  folder: string,
  question: string[],
): Promise<Place[] | undefined> {
  const { absolutePath } = await resolvePath(folders, folder);
  const repository = await git.open(absolutePath);
  const answer = await repository?.ask(question);
  if (!repository || !answer || answer.cut) return undefined;
  const files = new Set(records(answer).map((file) => path.join(repository.top, file.trimStart())));
  const excluders = await Promise.all(
    folders.map(async (one) => {
      const [real, excludes] = await Promise.all([realpath(one.path), excluder(one.path)]);
      return (file: string) => isWithin(real, file) && excludes(path.relative(real, file));
    }),
  );
  const guarded = [...files].filter((file) => isSecret(file) || excluders.some((excludes) => excludes(file)));
  return await Promise.all(guarded.slice(0, MAX_TOLD).map((file) => locatePath(folders, file)));
}

function isWithin(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
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
