import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { isNotFound } from '../../util/system/isNotFound.ts';
import { readRegularFile } from './regularFile.ts';

export const IGNORE_FILE = '.kimiignore';

/** What the ignore files say, by folder, for as long as they say the same. */
const known = new Map<string, { text: string; rules: Ignore }>();

/**
 * Whether the `.kimiignore` of a workspace folder names a place in it, or a folder around it, as searches have it. `relatives` are
 * the place's names, relative to the folder. Where the file is there and cannot be read, it names everything.
 */
export async function isExcluded(folder: string, relatives: readonly string[]): Promise<boolean> {
  const excludes = await excluder(folder);
  return relatives.some(excludes);
}

/** As isExcluded, for many places at once: each by its name relative to the folder. */
export async function excluder(folder: string): Promise<(relative: string) => boolean> {
  const text = await readIgnoreFile(folder);
  if (text === undefined) return () => false;
  const isNamed = (name: string) => name !== '' && name !== '.';
  if (text === null) return isNamed;
  let entry = known.get(folder);
  if (entry?.text !== text) {
    entry = { text, rules: ignore().add(text) };
    known.set(folder, entry);
  }
  const { rules } = entry;
  return (relative) => {
    const name = relative.split(path.sep).join('/');
    // A rule for folders alone has a slash at its end, and whether the place is one is not known here.
    return isNamed(name) && (rules.ignores(name) || rules.ignores(`${name}/`));
  };
}

/** Undefined where there is none, null where it cannot be read. */
export async function readIgnoreFile(folder: string): Promise<string | null | undefined> {
  try {
    return (await readRegularFile(path.join(folder, IGNORE_FILE))).toString('utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    return isNotFound(error) ? undefined : null;
  }
}
