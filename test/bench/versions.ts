import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../host/paths.ts';
import type { Figure } from './figure.ts';

/** The sources of one version of the extension, with the packages of this one. */
export interface Version {
  root: string;
}

export const THIS_VERSION: Version = { root };

/** Checks an earlier version out into a folder of its own, which is gone afterwards. Throws where git does not know it. */
export async function checkOut(ref: string): Promise<Version & AsyncDisposable> {
  const parent = await mkdtemp(path.join(tmpdir(), 'ask-kimi-against-'));
  const folder = path.join(parent, 'version');
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  git('worktree', 'add', '--quiet', '--detach', folder, ref);
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  return {
    root: folder,
    async [Symbol.asyncDispose]() {
      git('worktree', 'remove', '--force', folder);
      await rm(parent, { recursive: true, force: true });
    },
  };
}

/**
 * Runs a function of a version's own bench in a process of its own: it knows the sources that it measures. A file that the
 * version does not have yet is taken from here. Undefined where the version's file has no such function; throws where it fails.
 */
export async function measureSources(version: Version, file: string, name: string): Promise<Figure[] | undefined> {
  const bench = path.join(version.root, 'test/bench', file);
  if (!existsSync(bench)) await copyFile(path.join(root, 'test/bench', file), bench);
  const script = `const { ${name}: measure } = await import('./test/bench/${file}');
    process.stdout.write('\\n' + JSON.stringify(measure ? await measure() : null));`;
  const args = ['--input-type=module', '--eval', script];
  const child = spawn(process.execPath, args, { cwd: version.root, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${name} ended with exit code ${code}.`);
  const figures: Figure[] | null = JSON.parse(output.slice(output.lastIndexOf('\n')));
  return figures ?? undefined;
}
