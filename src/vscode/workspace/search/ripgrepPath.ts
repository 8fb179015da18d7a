import { access } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';

/** VS Code's own ripgrep; its place has changed between versions, and desktops keep binaries outside of the archive. */
export async function findRipgrep(): Promise<string> {
  const binary = process.platform === 'win32' ? 'rg.exe' : 'rg';
  const places = [
    `@vscode/ripgrep-universal/bin/${process.platform}-${process.arch}`,
    '@vscode/ripgrep/bin',
    'vscode-ripgrep/bin',
  ];
  for (const modules of ['node_modules', 'node_modules.asar.unpacked']) {
    for (const place of places) {
      const candidate = path.join(vscode.env.appRoot, modules, place, binary);
      const found = await access(candidate).then(
        () => true,
        () => false,
      );
      if (found) return candidate;
    }
  }
  throw new Error(`ripgrep, which searches files, was not found in ${vscode.env.appRoot}.`);
}
