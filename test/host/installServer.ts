import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { cacheDir } from './paths.ts';
import { npm, runStep, StepFailed } from './runStep.ts';

/** Holds VS Code 1.139.1. */
const VERSION = '4.139.1';
const home = path.join(cacheDir, 'server');

/** The VS Code server inside an installed code-server package. */
const vscodeIn = (dir: string) => path.join(dir, 'node_modules', 'code-server', 'lib', 'vscode');

/**
 * The folder of the VS Code server, installed on the first call and then kept in the cache.
 * It is the npm package code-server: the one build of VS Code that comes from the npm registry.
 * @throws Error saying what to do when npm cannot fetch it.
 */
export async function ensureServer(): Promise<string> {
  if (await isComplete(home)) return vscodeIn(home);
  await mkdir(cacheDir, { recursive: true });
  // Installed aside and moved when complete, so that an interrupted installation never looks like a finished one.
  const aside = await mkdtemp(path.join(cacheDir, 'server-installing-'));
  try {
    await install(aside);
    await moveIntoPlace(aside);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return vscodeIn(home);
}

/** The packages of the built-in extensions are installed last. Without TypeScript there is no JavaScript language server. */
async function isComplete(dir: string): Promise<boolean> {
  const manifest = path.join(dir, 'node_modules', 'code-server', 'package.json');
  const text = await readFile(manifest, 'utf8').catch(() => undefined);
  if (text === undefined || JSON.parse(text).version !== VERSION) return false;
  return existsSync(path.join(vscodeIn(dir), 'extensions', 'node_modules', 'typescript'));
}

async function install(dir: string): Promise<void> {
  // The install scripts would check for system libraries and compile optional native modules: none of that is needed.
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-save'];
  const steps = [
    {
      title: `Installing the VS Code server (code-server ${VERSION})`,
      args: [...quiet, `code-server@${VERSION}`],
      dir,
    },
    { title: "Installing the VS Code server's packages", args: [...quiet, '--omit=dev'], dir: vscodeIn(dir) },
    {
      title: 'Installing the packages of its built-in extensions',
      args: [...quiet, '--omit=dev'],
      dir: path.join(vscodeIn(dir), 'extensions'),
    },
  ];
  for (const step of steps) {
    const { command, args, env } = npm(['install', '--prefix', step.dir, ...step.args]);
    try {
      await runStep(step.title, command, args, { cwd: step.dir, env });
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
      throw new Error(
        `The VS Code server could not be installed: npm could not fetch code-server@${VERSION}.\n` +
          'Check that `npm view code-server version` works (network, proxy, registry), then run the same command again.\n\n' +
          error.message,
      );
    }
  }
}

/** Another process may have finished the same installation meanwhile: then ours is not needed. */
async function moveIntoPlace(aside: string): Promise<void> {
  if (await isComplete(home)) return;
  await rm(home, { recursive: true, force: true });
  try {
    await rename(aside, home);
  } catch (error) {
    if (!(await isComplete(home))) throw error;
  }
}
