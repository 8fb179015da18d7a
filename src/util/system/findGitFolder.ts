import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';

/** What makes git take a folder for a repository without a `.git`, whose settings it would read from there. */
const BARE = ['HEAD', 'objects', 'refs'];

/**
 * The nearest folder upwards that has a `.git`, links followed. Undefined where there is none, or where git would find a
 * bare repository before it: that is one which a folder brings along, and not one that somebody works in.
 */
export async function findGitFolder(folder: string): Promise<string | undefined> {
  let place = await realpath(folder).catch(() => undefined);
  while (place !== undefined) {
    const here = place;
    if (await isThere(path.join(here, '.git'))) return here;
    const parts = await Promise.all(BARE.map((name) => isThere(path.join(here, name))));
    if (parts.every(Boolean)) return undefined;
    place = path.dirname(here) === here ? undefined : path.dirname(here);
  }
  return undefined;
}

async function isThere(file: string): Promise<boolean> {
  return await lstat(file).then(
    () => true,
    () => false,
  );
}
