import path from 'node:path';
import { ensureServer } from '../../host/installServer.ts';

/** The ripgrep that VS Code brings. */
export async function ripgrepPath(): Promise<string> {
  const name = process.platform === 'win32' ? 'rg.exe' : 'rg';
  const platform = `${process.platform}-${process.arch}`;
  return path.join(await ensureServer(), 'node_modules', '@vscode', 'ripgrep-universal', 'bin', platform, name);
}
