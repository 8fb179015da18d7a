import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { ResolvedPath, WorkspaceFolder } from '../../../agent/contracts/workspace.ts';
import type { Sweep } from '../../../gate/commandFindings.ts';
import type { Place } from '../../../gate/judge.ts';
import { isSecret } from '../../../gate/sensitivePaths.ts';
import { relativeIn } from '../../../session/edits/realPath.ts';
import { type Git, records } from '../../../util/system/git.ts';
import { excluder } from '../kimiIgnore.ts';
import { resolvePath } from '../resolvePath.ts';
import { listSwept } from './ripgrep.ts';
import { searchRoots } from './searchRoots.ts';

/** As many as a user reads. */
const MAX_TOLD = 5;

/** As Workspace.sweep, for folders on this machine's disk. */
export async function findSensitiveFiles(
  folders: readonly WorkspaceFolder[],
  folder: ResolvedPath,
  sweep: Sweep,
  { rgPath, git }: { rgPath: string; git: Git },
): Promise<Place[] | undefined> {
  if (sweep.git) return await sweepPatch(git, folders, folder, sweep.git);
  const [root] = await searchRoots(folders, folder);
  if (!root) return [];
  const search = { rgPath, roots: [{ ...root, label: '' }], signal: new AbortController().signal };
  // A glob that cannot be read, for one.
  const found = await listSwept(search, sweep).catch(() => undefined);
  if (!found || found.truncated) return undefined;
  const [home, isKept] = await Promise.all([realpath(root.cwd), keptFromModel(folders)]);
  const guarded = found.paths.filter((file) => isSecret(file) || isKept(path.join(home, file)));
  const led = sweep.links ? await leadingOut(root.cwd, found.paths) : [];
  const told = [...guarded, ...led].slice(0, MAX_TOLD);
  return await Promise.all(told.map((file) => resolvePath(folders, path.join(root.cwd, file))));
}

/** Files of a patch that git would show in a folder: they need not be in it, nor be there still. */
async function sweepPatch(
  git: Git,
  folders: readonly WorkspaceFolder[],
  { absolutePath }: ResolvedPath,
  question: string[],
): Promise<Place[] | undefined> {
  const repository = await git.open(absolutePath);
  const answer = await repository?.ask(question);
  if (!repository || !answer || answer.cut) return undefined;
  const files = new Set(records(answer).map((file) => path.join(repository.top, file.trimStart())));
  const isKept = await keptFromModel(folders);
  const guarded = [...files].filter((file) => isSecret(file) || isKept(file));
  return await Promise.all(guarded.slice(0, MAX_TOLD).map((file) => resolvePath(folders, file)));
}

/** Whether one of the folders around a file keeps it from the model: by its path without links. */
async function keptFromModel(folders: readonly WorkspaceFolder[]): Promise<(realPath: string) => boolean> {
  const excluders = await Promise.all(
    folders.map(async (folder) => {
      const [real, excludes] = await Promise.all([realpath(folder.path), excluder(folder.path)]);
      return (file: string) => {
        const relative = relativeIn(real, file);
        return relative !== undefined && excludes(relative);
      };
    }),
  );
  return (file) => excluders.some((excludes) => excludes(file));
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
