import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';

const MAX_FOUND = 1_000;
const MAX_LOOKED_AT = 20_000;

/**
 * What a shell's pattern, absolute, matches on disk, and rather more than less of it: case counts for nothing, a bracket stands for
 * any character, and `**` for any depth, though few shells read it so. `dots`: a `*` matches hidden files too.
 * Undefined where there is more than can be looked at.
 */
export async function expandGlob(pattern: string, dots: boolean): Promise<string[] | undefined> {
  const { root } = path.parse(pattern);
  const segments = pattern
    .slice(root.length)
    .split(/[\\/]/)
    .filter((segment) => segment !== '' && segment !== '.');
  const first = segments.findIndex(isGlob);
  let found = [segments.slice(0, first).reduce((folder, segment) => within(folder, segment), root)];
  let looked = 0;
  for (const [index, segment] of segments.slice(first).entries()) {
    const last = first + index === segments.length - 1;
    const next: string[] = [];
    for (const folder of found) {
      if (!isGlob(segment)) {
        const named = within(folder, segment);
        if (await exists(named)) next.push(named);
        continue;
      }
      const deep = segment === '**';
      if (deep && !last) next.push(folder);
      const open = [folder];
      for (let inner = open.pop(); inner !== undefined; inner = open.pop()) {
        const entries = await entriesOf(inner);
        looked += entries.length;
        for (const entry of entries) {
          if (!matches(entry.name, segment, dots)) continue;
          const isFolder = entry.isDirectory();
          if (last || isFolder || entry.isSymbolicLink()) next.push(within(inner, entry.name));
          if (deep && isFolder && entry.name !== 'node_modules') open.push(within(inner, entry.name));
        }
        if (looked > MAX_LOOKED_AT || next.length > MAX_FOUND) return undefined;
      }
    }
    found = next;
  }
  return found;
}

function isGlob(segment: string): boolean {
  return /[*?[]/.test(segment);
}

/** Not `path.join`: what `..` means is a matter of the links before it. */
function within(folder: string, name: string): string {
  return /[\\/]$/.test(folder) ? `${folder}${name}` : `${folder}${path.sep}${name}`;
}

/** Goes back to the last `*` alone, which is enough, and takes no longer for many of them. */
function matches(name: string, segment: string, dots: boolean): boolean {
  if (name.startsWith('.') && !dots && !segment.startsWith('.')) return false;
  const parts = [...segment.toLowerCase().matchAll(/\[[!^]?\]?[^\]]*\]|[\s\S]/g)].map(([part]) => part);
  const letters = name.toLowerCase();
  let at = 0;
  let part = 0;
  let star: { part: number; at: number } | undefined;
  while (at < letters.length) {
    const wanted = parts[part];
    if (wanted === '*') {
      star = { part, at };
      part++;
    } else if (wanted !== undefined && (wanted === '?' || wanted.length > 1 || wanted === letters[at])) {
      at++;
      part++;
    } else if (star) {
      star.at++;
      at = star.at;
      part = star.part + 1;
    } else {
      return false;
    }
  }
  return parts.slice(part).every((rest) => rest === '*');
}

/** None where there is no folder, or none that can be read. */
async function entriesOf(folder: string): Promise<Dirent[]> {
  return await readdir(folder, { withFileTypes: true }).catch(() => []);
}

async function exists(file: string): Promise<boolean> {
  return await lstat(file).then(
    () => true,
    () => false,
  );
}
