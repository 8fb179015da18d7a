import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../../host/paths.ts';

/** Contents by path, or a copy of the sample project. */
export type Files = Record<string, string | Uint8Array> | 'sample';

export async function makeFolder(files: Files): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ask-kimi-panel-'));
  await fillFolder(folder, files);
  return folder;
}

/** Leaves these files in a folder and no others. */
export async function fillFolder(folder: string, files: Files): Promise<void> {
  for (const name of await readdir(folder)) await rm(path.join(folder, name), { recursive: true, force: true });
  if (files === 'sample') return await cp(path.join(root, 'test', 'host', 'sample'), folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

/** On Windows a program that has just ended may hold its folder for a moment. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
