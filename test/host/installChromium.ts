import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';
import { cacheDir } from './paths.ts';
import { run, runStep } from './runStep.ts';

const browsersDir = path.join(cacheDir, 'browsers');

/**
 * The executable of a Chromium-based browser: $CHROME_PATH, else one that is installed, else one installed now
 * (by apt on Debian, by Playwright elsewhere).
 * @throws Error naming every way to provide one.
 */
export async function ensureChromium(): Promise<string> {
  const given = process.env.CHROME_PATH;
  if (given !== undefined && given !== '') {
    if (!existsSync(given)) throw new Error(`CHROME_PATH is ${given}, but there is no such file.`);
    return given;
  }
  const found = (await findInstalled()) ?? (await findPlaywrights());
  if (found !== undefined) return found;
  const failures: string[] = [];
  for (const install of [installWithApt, installWithPlaywright]) {
    try {
      const installed = await install();
      if (installed !== undefined) return installed;
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(
    'No Chromium-based browser was found, and none could be installed. Any one of these helps:\n' +
      '  - install Google Chrome, Chromium or Microsoft Edge (on Debian: apt-get install chromium)\n' +
      '  - set CHROME_PATH to the executable of one\n' +
      '  - make the network reachable for `npx playwright-core install chromium`\n\n' +
      failures.join('\n\n'),
  );
}

async function findInstalled(): Promise<string | undefined> {
  for (const candidate of candidates()) {
    if (existsSync(candidate) && (await answers(candidate))) return candidate;
  }
  return undefined;
}

function candidates(): string[] {
  if (process.platform === 'darwin') {
    const apps = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
    return ['/Applications', path.join(homedir(), 'Applications')].flatMap((folder) =>
      apps.map((app) => path.join(folder, `${app}.app`, 'Contents', 'MacOS', app)),
    );
  }
  if (process.platform === 'win32') {
    const folders = [process.env.ProgramFiles, process.env['ProgramFiles(x86)'], process.env.LOCALAPPDATA];
    const apps = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];
    return folders.flatMap((folder) => (folder ? apps.map((app) => path.join(folder, app)) : []));
  }
  // The first is Chromium without windows of its own: it opens one of VS Code's in a fifth less time.
  const names = [
    'chromium-headless-shell',
    'chromium',
    'google-chrome',
    'google-chrome-stable',
    'chromium-browser',
    'microsoft-edge',
  ];
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
}

/** Ubuntu's chromium-browser may be a script that only advises to install a snap. */
async function answers(executable: string): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  return run(executable, ['--version']).then(
    (version) => /\d+\.\d+/.test(version),
    () => false,
  );
}

async function installWithApt(): Promise<string | undefined> {
  // Ubuntu's package is a pointer to a snap, which cannot be installed in a container.
  if (process.platform !== 'linux' || !(await isDebian())) return undefined;
  const asRoot = await rootPrefix();
  if (asRoot === undefined) return undefined;
  const apt = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'];
  const step = (title: string, args: string[]) => runStep(title, apt[0] ?? 'env', [...apt.slice(1), ...args]);
  await step('Reading the package lists (apt-get update)', ['update']);
  await step('Installing Chromium (apt-get install chromium-headless-shell)', [
    'install',
    '-y',
    '--no-install-recommends',
    'chromium-headless-shell',
  ]);
  return findInstalled();
}

async function isDebian(): Promise<boolean> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const ids = /^ID(?:_LIKE)?=(.*)$/gm;
  const names = [...release.matchAll(ids)].flatMap((match) => (match[1] ?? '').replaceAll('"', '').split(' '));
  return names.includes('debian') && !names.includes('ubuntu');
}

/** What to put before a command to run it as root without a question, or undefined when that is not possible. */
async function rootPrefix(): Promise<string[] | undefined> {
  if (process.getuid?.() === 0) return [];
  return run('sudo', ['-n', 'true']).then(
    () => ['sudo', '-n'],
    () => undefined,
  );
}

async function installWithPlaywright(): Promise<string | undefined> {
  const withDeps = process.platform === 'linux' && (await rootPrefix()) !== undefined ? ['--with-deps'] : [];
  const cli = path.join(path.dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), 'cli.js');
  await runStep(
    'Installing Chromium (playwright-core install chromium)',
    process.execPath,
    [cli, 'install', ...withDeps, '--no-shell', 'chromium'],
    { env: { ...process.env, PLAYWRIGHT_BROWSERS_PATH: browsersDir } },
  );
  return findPlaywrights();
}

/** Playwright reads its browsers' folder from the environment when it is loaded: so another process is asked. */
async function findPlaywrights(): Promise<string | undefined> {
  if (!existsSync(browsersDir)) return undefined;
  const question = "process.stdout.write(require('playwright-core').chromium.executablePath())";
  const executable = await run(process.execPath, ['-e', question], {
    cwd: path.dirname(cacheDir),
    env: { ...process.env, PLAYWRIGHT_BROWSERS_PATH: browsersDir },
  });
  return existsSync(executable) ? executable : undefined;
}
