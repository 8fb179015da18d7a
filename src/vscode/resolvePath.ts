import { readlink, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Place } from '../agent/gate/judge.ts';
import type { ResolvedPath, WorkspaceFolder } from '../agent/workspace.ts';
import { isMissing } from './isMissing.ts';
import { isExcluded } from './kimiIgnore.ts';

/** As many as Linux follows. */
const MAX_LINKS = 40;

/** As Workspace.resolve, for folders on this machine's disk. */
export async function resolvePath(folders: readonly WorkspaceFolder[], written: string): Promise<ResolvedPath> {
  const { absolutePath, path, inside } = await follow(folders, written);
  return { absolutePath, path, inside };
}

/** As Workspace.locate, for folders on this machine's disk. */
export async function locatePath(folders: readonly WorkspaceFolder[], written: string): Promise<Place> {
  const { path, real, inside, names } = await follow(folders, written);
  const excluded = names !== undefined && (await isExcluded(names.folder, names.relative));
  return { path, real, inside, ...(excluded ? { excluded } : {}) };
}

interface Followed extends ResolvedPath, Place {
  /** What it is called in the folder that it is in. */
  names?: { folder: string; relative: string[] };
}

async function follow(folders: readonly WorkspaceFolder[], written: string): Promise<Followed> {
  const absolutePath = toAbsolute(folders, written);
  const real = await realPathOf(absolutePath);
  for (const folder of folders) {
    const relative = inner(await realPathOf(folder.path), real);
    if (relative === undefined) continue;
    // A link within a folder keeps its own name; a path that only leads there by a link takes the folder's.
    const own = inner(folder.path, absolutePath);
    const shown = own ?? relative;
    return {
      absolutePath: own === undefined ? path.join(folder.path, relative) : absolutePath,
      path: display(folders, folder, shown),
      real: relative.split(path.sep).join('/') || '.',
      inside: true,
      names: { folder: folder.path, relative: own === undefined ? [relative] : [own, relative] },
    };
  }
  return { absolutePath: real, path: real, real, inside: false };
}

function toAbsolute(folders: readonly WorkspaceFolder[], written: string): string {
  if (/^~(?=$|[\\/])/.test(written)) return path.join(homedir(), written.slice(1));
  if (path.isAbsolute(written)) return path.normalize(written).replace(/(?<=[^\\/:])[\\/]+$/, '');
  const [only] = folders;
  if (!only) throw new Error(`No folder is open, so the relative path "${written}" leads nowhere.`);
  if (folders.length === 1) return path.resolve(only.path, written);
  const [name, ...rest] = path.normalize(written).split(path.sep);
  const folder = folders.find((candidate) => candidate.name === name);
  if (folder) return path.resolve(folder.path, ...rest);
  const names = folders.map((candidate) => candidate.name).join(', ');
  throw new Error(`Several folders are open: begin the path "${written}" with the name of one of them (${names}).`);
}

/**
 * Links are followed as far as the path exists, also those that lead to nothing yet, since writing would create what they
 * name; the rest is taken as written.
 */
async function realPathOf(absolutePath: string, linksLeft = MAX_LINKS): Promise<string> {
  const real = await unlessMissing(realpath(absolutePath));
  if (real !== undefined) return real;
  const parent = path.dirname(absolutePath);
  if (parent === absolutePath) return absolutePath;
  const inRealParent = path.join(await realPathOf(parent, linksLeft), path.basename(absolutePath));
  const target = await unlessMissing(readlink(inRealParent));
  if (target === undefined) return inRealParent;
  if (linksLeft === 0) throw new Error(`${absolutePath} leads through too many symbolic links.`);
  return realPathOf(path.resolve(path.dirname(inRealParent), target), linksLeft - 1);
}

/** Undefined when nothing is there, or it is no link. */
async function unlessMissing(found: Promise<string>): Promise<string | undefined> {
  try {
    return await found;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (isMissing(error) || code === 'EINVAL') return undefined;
    throw error;
  }
}

/** The path relative to the folder, or undefined when it is not in it. */
function inner(folder: string, absolutePath: string): string | undefined {
  const relative = path.relative(folder, absolutePath);
  const outside = relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
  return outside ? undefined : relative;
}

function display(folders: readonly WorkspaceFolder[], folder: WorkspaceFolder, relative: string): string {
  const parts = relative.split(path.sep).filter(Boolean);
  if (folders.length > 1) parts.unshift(folder.name);
  return parts.join('/') || '.';
}
