import { type BigIntStats, statSync } from 'node:fs';
import { readlink, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { WriteTarget } from '../../agent/contracts/workspace.ts';
import type { FilePlace } from '../../agent/events/events.ts';
import { codeOf } from '../../util/system/retried.ts';

/** As many as Linux follows. */
const MAX_LINKS = 40;

/**
 * Where a path leads: with links followed as far as it exists, also those that lead to nothing yet, since writing would create
 * what they name; the rest is taken as written.
 */
export async function realPathOf(absolutePath: string, linksLeft = MAX_LINKS): Promise<string> {
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

/** Which file is at a place, whatever it is called there: what it is known by wherever it is told from others. */
export function fileOf({ absolutePath, realPath }: FilePlace): string {
  return realPath ?? absolutePath;
}

/** Of what has more to it. */
export function placeOf({ path, absolutePath, realPath }: FilePlace): FilePlace {
  return { path, absolutePath, ...(realPath === undefined ? {} : { realPath }) };
}

/** A place as what writes to it takes it. */
export function targetOf(place: FilePlace): WriteTarget {
  return { path: place.absolutePath, realPath: place.realPath };
}

/** Where a path leads now, where that is elsewhere than it did when writing there was judged; undefined where it is not. */
export async function leadsElsewhere({ path, realPath }: WriteTarget): Promise<string | undefined> {
  const now = realPath === undefined ? undefined : await realPathOf(path);
  return now === realPath ? undefined : now;
}

/** The path relative to a folder, '' for the folder itself; undefined where it is not in it. */
export function relativeIn(folder: string, absolutePath: string): string | undefined {
  const relative = path.relative(folder, absolutePath);
  const outside = relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
  return outside ? undefined : relative;
}

/**
 * Tells whether a path is another name of a file: through links, hard ones too, or in the other case where the file system has
 * names of one case only.
 */
export function otherNamesOf(file: string): (name: string) => boolean {
  let own: BigIntStats | undefined;
  return (name) => {
    if (name === file) return true;
    own ??= statOf(file);
    const found = own && statOf(name);
    return found !== undefined && found.ino === own?.ino && found.dev === own.dev;
  };
}

/** With big integers: on Windows a file's number is longer than a plain one is exact. Undefined where it cannot be told. */
function statOf(file: string): BigIntStats | undefined {
  try {
    return statSync(file, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Undefined when nothing is there, or it is no link. */
async function unlessMissing(found: Promise<string>): Promise<string | undefined> {
  try {
    return await found;
  } catch (error) {
    const code = codeOf(error);
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'EINVAL'].some((known) => known === code)) return undefined;
    throw error;
  }
}
