import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { cacheDir, root } from './paths.ts';
import { runStep } from './runStep.ts';

/** Builds for production and packs the .vsix that people get. Returns its path. */
export async function packageExtension(): Promise<string> {
  const vsix = path.join(cacheDir, 'build', 'ask-kimi.vsix');
  await mkdir(path.dirname(vsix), { recursive: true });
  await runStep('Building the extension', process.execPath, ['esbuild.mjs', '--production'], { cwd: root });
  const vsce = createRequire(import.meta.url).resolve('@vscode/vsce/vsce');
  const args = [vsce, 'package', '--no-dependencies', '--out', vsix];
  await runStep('Packing the extension', process.execPath, args, { cwd: root });
  return vsix;
}
