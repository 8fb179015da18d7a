import { cp, rm } from 'node:fs/promises';
import path from 'node:path';
import { cacheDir, root } from './paths.ts';

/**
 * Where the built extension stands for windows that run it from its folder. It is not the project's own folder: VS Code takes
 * every theme below that for one in development, and shows it in place of the user's. The server with its themes is there.
 */
export const stagedExtension = path.join(cacheDir, 'extension');

/** What the package holds, as it was built last. */
const PARTS = ['package.json', 'package.nls.json', 'package.nls.zh-cn.json', 'dist', 'media'];

export async function stageExtension(): Promise<void> {
  await rm(stagedExtension, { recursive: true, force: true });
  for (const part of PARTS) await cp(path.join(root, part), path.join(stagedExtension, part), { recursive: true });
}
