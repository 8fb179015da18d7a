import { mkdir, readdir, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { ensureServer } from './installServer.ts';
import { cacheDir } from './paths.ts';

/** They come with VS Code, take a fifth of the time in which a window opens, and do nothing that a test of the panel looks at. */
const LEFT_OUT =
  /^(?:copilot|emmet|github.*|microsoft-authentication|ms-vscode\..*|debug-.*|tunnel-forwarding|terminal-suggest|merge-conflict|simple-browser|grunt|gulp|jake|mermaid-.*|prompt-basics|references-view)$/;

/** A folder of the extensions that come with VS Code, without some. */
export async function quickExtensions(): Promise<string> {
  const all = path.join(await ensureServer(), 'extensions');
  const folder = path.join(cacheDir, 'extensions');
  const draft = `${folder}-${process.pid}`;
  await mkdir(draft, { recursive: true });
  const names = (await readdir(all)).filter((name) => !LEFT_OUT.test(name));
  for (const name of names) await symlink(path.join(all, name), path.join(draft, name), 'junction');
  await rm(folder, { recursive: true, force: true });
  await rename(draft, folder);
  return folder;
}
