import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { root } from './paths.ts';

/** The test files of a suite, in a stable order, relative to the project's root. */
export async function testFiles(suite: string): Promise<string[]> {
  const folder = path.join('test', suite);
  const files = await readdir(path.join(root, folder), { recursive: true });
  return files
    .filter((file) => file.endsWith('.test.ts'))
    .sort()
    .map((file) => path.join(folder, file));
}
