import { chmod, stat } from 'node:fs/promises';
import path from 'node:path';
import type { FileTraits } from '../../agent/events/events.ts';

/** Of what stands at a path now. */
export async function fileTraits(file: string): Promise<FileTraits> {
  const found = await stat(file).catch(() => undefined);
  if (found) return found.mode & 0o111 ? { executable: true } : {};
  const folders = await missingFolders(file);
  return folders.length > 0 ? { folders } : {};
}

/** For those who may read it. */
export async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file);
  await chmod(file, mode | ((mode & 0o444) >> 2));
}

/** The folders that a file at this path still needs, the outermost first. */
export async function missingFolders(file: string): Promise<string[]> {
  const missing: string[] = [];
  for (let folder = path.dirname(file); !(await stat(folder).catch(() => undefined)); folder = path.dirname(folder)) {
    missing.unshift(folder);
  }
  return missing;
}
