import { lstat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { ResolvedPath, WorkspaceFolder } from '../../agent/contracts/workspace.ts';
import { realPathOf, relativeIn } from '../../session/edits/realPath.ts';
import { isExcluded } from './kimiIgnore.ts';
import { asOnDisk } from './namedEntry.ts';
import { folderNamed, shownPath } from './nameFolders.ts';

/** As Workspace.resolve, for folders on this machine's disk. */
export async function resolvePath(folders: readonly WorkspaceFolder[], written: string): Promise<ResolvedPath> {
  const named = await asOnDisk(toAbsolute(folders, written));
  const realPath = await realPathOf(named);
  const around = await foldersAround(folders, named, realPath);
  const [nearest] = around;
  if (!nearest) return { absolutePath: realPath, path: realPath, real: realPath, realPath, inside: false };
  const { folder, relative } = nearest;
  const own = (await isSameName(nearest.own, relative, named)) ? undefined : nearest.own;
  const outermost = around.reduce((a, b) => (b.relative.length > a.relative.length ? b : a));
  const excluded = await isExcludedFrom(around);
  return {
    // A link within a folder keeps its own name; a path that only leads there by a link takes the folder's.
    absolutePath: own === undefined ? path.join(folder.path, relative) : named,
    path: display(folders, folder, own ?? relative),
    real: outermost.relative.split(path.sep).join('/') || '.',
    realPath,
    inside: true,
    ...(excluded ? { excluded } : {}),
  };
}

/** A workspace folder around a file. */
interface Around {
  folder: WorkspaceFolder;
  /** What the path calls the file in the folder, where it does not lead there from elsewhere. */
  own: string | undefined;
  /** Where the file is in the folder, with links followed. */
  relative: string;
}

/** The nearest first; before them those that the path itself names. */
async function foldersAround(folders: readonly WorkspaceFolder[], named: string, realPath: string): Promise<Around[]> {
  const around = await Promise.all(
    folders.map(async (folder): Promise<Around[]> => {
      const relative = relativeIn(await realPathOf(folder.path), realPath);
      return relative === undefined ? [] : [{ folder, own: relativeIn(folder.path, named), relative }];
    }),
  );
  const depth = ({ own, relative }: Around) => (own ?? relative).length;
  return around.flat().sort((a, b) => Number(b.own !== undefined) - Number(a.own !== undefined) || depth(a) - depth(b));
}

/** Whether a file system that has names of one case, or one composition, alone knows both as one: then it is called as it is on disk. */
async function isSameName(own: string | undefined, relative: string, named: string): Promise<boolean> {
  const folded = (name: string) => name.normalize('NFC').toLowerCase();
  if (own === undefined || own === relative || folded(own) !== folded(relative)) return false;
  return await lstat(named).then(
    (found) => !found.isSymbolicLink(),
    () => false,
  );
}

/** What one of the folders around a file keeps from the model, is kept in the others too. */
async function isExcludedFrom(around: readonly Around[]): Promise<boolean> {
  const excluded = await Promise.all(
    around.map(({ folder, own, relative }) =>
      isExcluded(folder.path, own === undefined ? [relative] : [own, relative]),
    ),
  );
  return excluded.includes(true);
}

function toAbsolute(folders: readonly WorkspaceFolder[], written: string): string {
  if (written === '~' || written.startsWith('~/') || written.startsWith(`~${path.sep}`))
    return path.join(homedir(), written.slice(1));
  if (path.isAbsolute(written)) return withoutEnd(path.normalize(written));
  const [only] = folders;
  if (!only) throw new Error(`No folder is open, so the relative path "${written}" leads nowhere.`);
  if (folders.length === 1) return path.resolve(only.path, written);
  const found = folderNamed(folders, withoutEnd(path.normalize(written)));
  if (found) return path.resolve(found.folder.path, found.rest);
  const names = folders.map((candidate) => candidate.name).join(', ');
  throw new Error(`Several folders are open: begin the path "${written}" with the name of one of them (${names}).`);
}

function withoutEnd(normalized: string): string {
  return normalized.replace(/(?<=[^\\/:])[\\/]+$/, '');
}

function display(folders: readonly WorkspaceFolder[], folder: WorkspaceFolder, relative: string): string {
  const parts = relative.split(path.sep).filter(Boolean);
  return shownPath(folders.length > 1 ? folder.name : '', parts.join('/')) || '.';
}
