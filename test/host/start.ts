// npm start: opens VS Code in a browser, with the extension installed, on the sample project.
//
//   npm start -- [--folder DIR] [--port N] [--exit-when-ready]
//
// With MOONSHOT_API_KEY in the environment Kimi answers; without it, the simulator does.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { SIMULATOR_MODEL } from '../../src/kimi/endpoint/endpoints.ts';
import { type Simulator, startSimulator } from '../simulator/startSimulator.ts';
import { tour } from '../simulator/tour.ts';
import { ensureServer } from './installServer.ts';
import { windowUrl } from './openWindow.ts';
import { packageExtension } from './packageExtension.ts';
import { cacheDir } from './paths.ts';
import { run, StepFailed } from './runStep.ts';
import { type ServerOptions, startServer } from './startServer.ts';

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    port: { type: 'string' },
    // For a check that everything starts: ends when the address answers.
    'exit-when-ready': { type: 'boolean', default: false },
  },
});

async function main(): Promise<void> {
  const folder = values.folder === undefined ? await freshSample() : await existingFolder(values.folder);
  await ensureServer();
  const vsix = await packageExtension();

  const key = process.env.MOONSHOT_API_KEY;
  await using simulator = key ? undefined : await startSimulator({ scenario: tour, models: [SIMULATOR_MODEL] });
  await using server = await startServer({
    ...(simulator ? talkTo(simulator) : talkToMoonshot(key ?? '')),
    extensions: [vsix],
    extensionFolders: [path.join(import.meta.dirname, 'openPanel')],
    // Somebody's own folder is opened as VS Code opens it, with its question.
    workspaceTrust: values.folder !== undefined,
    ...(values.port === undefined ? {} : { port: portNumber(values.port) }),
  });
  const url = windowUrl(server, { folder });
  await requireAnswer(url);
  console.log(
    `\n  ${folder}\n  ${simulator ? 'Answers are scripted: MOONSHOT_API_KEY is not set.' : 'Kimi answers.'}\n`,
  );
  console.log(`  Open  ${url}\n`);
  if (values['exit-when-ready']) return;
  openBrowser(url);
  console.log('Ctrl+C ends it.');
  const ended = await Promise.race([interrupted(), server.exited]);
  if (ended !== undefined) throw new Error(`VS Code ended by itself with exit code ${ended}.\n${server.log()}`);
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}

const talkTo = (simulator: Simulator): ServerOptions => ({
  machineSettings: {
    'askKimi.endpoint': 'custom',
    'askKimi.baseUrl': simulator.url,
    'askKimi.model': SIMULATOR_MODEL,
  },
});

const talkToMoonshot = (key: string): ServerOptions => ({
  machineSettings: { 'askKimi.endpoint': 'moonshot', 'askKimi.titles': true },
  env: { MOONSHOT_API_KEY: key },
});

/** A copy, fresh at each start so that the bug is there again, and a repository so that VS Code shows what changed. */
async function freshSample(): Promise<string> {
  const sample = path.join(cacheDir, 'sample');
  await rm(sample, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  await cp(path.join(import.meta.dirname, 'sample'), sample, { recursive: true });
  const git = (...args: string[]) => run('git', ['-C', sample, ...args]);
  const author = ['-c', 'user.name=Corner Shop', '-c', 'user.email=shop@example.com', '-c', 'commit.gpgsign=false'];
  try {
    await git('init', '-q', '-b', 'main');
    await git('add', '.');
    await git(...author, 'commit', '-q', '-m', 'The till of the corner shop');
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    console.error(`The sample project is no Git repository, which only its change marks need (${error.message}).`);
  }
  return sample;
}

async function existingFolder(folder: string): Promise<string> {
  const absolute = path.resolve(folder);
  if (!existsSync(absolute) || !(await stat(absolute)).isDirectory()) throw new Error(`There is no folder ${absolute}`);
  return absolute;
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`Not a port: ${text}`);
  return port;
}

async function requireAnswer(url: string): Promise<void> {
  // An accepted token is answered with a cookie and a redirection, which fetch would follow without the cookie.
  const response = await fetch(url, { redirect: 'manual' });
  if (response.status >= 400)
    throw new Error(`VS Code answered ${response.status} ${response.statusText} at its address.`);
}

/** Where there is no desktop, or no browser opens, the address is on the screen. */
function openBrowser(url: string): void {
  const opener = browserOpener(url);
  if (opener === undefined) return;
  const [command, ...args] = opener;
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}

function browserOpener(url: string): [string, ...string[]] | undefined {
  switch (process.platform) {
    case 'darwin':
      return ['open', url];
    case 'win32':
      // Not cmd's `start`, for which the & in an address is the end of a command.
      return ['rundll32', 'url.dll,FileProtocolHandler', url];
    default:
      return process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? ['xdg-open', url] : undefined;
  }
}

try {
  await main();
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
