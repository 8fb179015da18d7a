import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { plainName } from './plainName.ts';

/**
 * The path with the names that its parts have on disk: where there is nothing of a part's name, and exactly one entry of its
 * folder would be shown by the same name, that entry is meant.
 */
export async function asOnDisk(absolutePath: string): Promise<string> {
  if (await isThere(absolutePath)) return absolutePath;
  const parent = path.dirname(absolutePath);
  if (parent === absolutePath) return absolutePath;
  const folder = await asOnDisk(parent);
  const name = path.basename(absolutePath);
  return path.join(folder, (await entryNamed(folder, name)) ?? name);
}

/** Undefined where none is meant, or more than one could be. */
async function entryNamed(folder: string, name: string): Promise<string | undefined> {
  const entries = await readdir(folder).catch((): string[] => []);
  if (entries.includes(name)) return name;
  const wanted = plainName(name);
  const [only, ...others] = entries.filter((entry) => plainName(entry) === wanted);
  return others.length === 0 ? only : undefined;
}

async function isThere(file: string): Promise<boolean> {
  return await lstat(file).then(
    () => true,
    () => false,
  );
}
