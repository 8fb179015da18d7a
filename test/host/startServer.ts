import { randomBytes } from 'node:crypto';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureServer } from './installServer.ts';
import { type ProcessTree, spawnTree } from './spawnTree.ts';

export type Settings = Record<string, unknown>;

export interface ServerOptions {
  /** Settings of the machine scope, which a window on a server reads from nowhere else: all of Ask Kimi's own. */
  machineSettings?: Settings;
  /** The user's settings, over `quietSettings`: theme, zoom, editor, and whatever else a desktop keeps for the user. */
  userSettings?: Settings;
  /** Added to a cleaned copy of this process's environment. Extension and terminals see it. */
  env?: Record<string, string>;
  /** .vsix files to install before the first window. */
  extensions?: readonly string[];
  /** Folders of unpacked extensions to copy among the installed ones. */
  extensionFolders?: readonly string[];
  /** A folder of what is to be there of the extensions that come with VS Code. By default all of them. */
  builtinExtensions?: string;
  /** Asks for trust as a desktop does. By default every folder is trusted. */
  workspaceTrust?: boolean;
  /** Lets a window load an extension from its folder and run a test entry point (see openWindow). */
  development?: boolean;
  /** By default a free one. */
  port?: number;
  /** Receives the server's own log. */
  onOutput?: (text: string) => void;
}

/** A running VS Code server on loopback, with data and extensions of its own that vanish with it. */
export interface Server extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  origin: string;
  /** What a request must carry as `tkn` to be answered. */
  token: string;
  extensionsDir: string;
  /** Resolves when the server has ended, whoever ended it. */
  exited: Promise<number>;
  /** The end of the server's log, for a report about a failure. */
  log(): string;
  /** Windows opened or reloaded afterwards have it. */
  installExtension(vsix: string): Promise<void>;
  /** Replaces all settings of one scope. Open windows follow those of the machine at once, those of the user when reloaded. */
  writeSettings(scope: 'machine' | 'user', settings: Settings): Promise<void>;
  close(): Promise<void>;
}

const READY_WITHIN_MS = 60_000;
const KEPT_LOG_CHARS = 20_000;

/** Nothing that moves, pops up or asks by itself: a test and a screenshot see only what they caused. */
const quietSettings: Settings = {
  'chat.disableAIFeatures': true, // VS Code's own chat: its buttons, its view and its processes.
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off', // As on a desktop: in a browser VS Code saves by itself.
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.untrustedFiles': 'open',
  'telemetry.telemetryLevel': 'off',
  'update.showReleaseNotes': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** Of the machine. */
const quietMachineSettings: Settings = {
  'askKimi.titles': false, // They take a request of their own, which scripts would have to answer.
  // Every window of a server reads all of the machine's processes for ports, again and again; on a desktop none does.
  'remote.autoForwardPorts': false,
  'remote.autoForwardPortsSource': 'output',
};

/**
 * Starts a VS Code server, installing it first when it is not in the cache. Close it when done; it also ends with this
 * process, however that ends.
 * @throws Error with the server's log when it does not answer.
 */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const main = path.join(await ensureServer(), 'out', 'server-main.js');
  const home = await mkdtemp(path.join(tmpdir(), 'ask-kimi-vscode-'));
  const env = { ...cleanEnvironment(process.env), ...options.env };
  const extensionsDir = path.join(home, 'extensions');
  const folders = ['--server-data-dir', home, '--extensions-dir', extensionsDir];
  const writeSettings = async (scope: 'machine' | 'user', settings: Settings) => {
    const dir = path.join(home, 'data', scope === 'machine' ? 'Machine' : 'User');
    await mkdir(dir, { recursive: true });
    await writeFile(path.join(dir, 'settings.json'), JSON.stringify(settings, undefined, 2));
  };
  const installExtension = (vsix: string) =>
    runServerOnce([main, ...folders, '--install-extension', path.resolve(vsix), '--force'], env);

  let log = '';
  let tree: ProcessTree | undefined;
  const close = async () => {
    await tree?.end();
    // Windows may hold a file of an ended process for a moment.
    await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  try {
    await writeSettings('machine', { ...quietMachineSettings, ...options.machineSettings });
    await writeSettings('user', { ...quietSettings, ...options.userSettings });
    // First, because the first installation lists the folders that are there, and later ones would not be seen.
    for (const folder of options.extensionFolders ?? []) {
      await cp(folder, path.join(extensionsDir, path.basename(folder)), { recursive: true });
    }
    for (const vsix of options.extensions ?? []) await installExtension(vsix);
    const token = randomBytes(24).toString('hex');
    const tokenFile = path.join(home, 'token');
    await writeFile(tokenFile, token, { mode: 0o600 });
    tree = spawnTree(process.execPath, [main, ...folders, ...serverArgs(options, tokenFile)], env);
    tree.onOutput((text) => {
      log = (log + text).slice(-KEPT_LOG_CHARS);
      options.onOutput?.(text);
    });
    const port = await listeningPort(tree, () => log);
    return {
      origin: `http://127.0.0.1:${port}`,
      token,
      extensionsDir,
      exited: tree.exited,
      log: () => log,
      installExtension,
      writeSettings: (scope, settings) =>
        writeSettings(scope, { ...(scope === 'user' ? quietSettings : quietMachineSettings), ...settings }),
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function serverArgs(options: ServerOptions, tokenFile: string): string[] {
  return [
    ...['--host', '127.0.0.1', '--port', String(options.port ?? 0)],
    // In a file, since everyone on the machine can read a command line.
    ...['--connection-token-file', tokenFile],
    ...(options.builtinExtensions === undefined ? [] : ['--builtin-extensions-dir', options.builtinExtensions]),
    '--accept-server-license-terms',
    '--disable-telemetry',
    '--disable-getting-started-override',
    ...(options.workspaceTrust === true ? [] : ['--disable-workspace-trust']),
    // Without this one a built VS Code ignores the development paths of a window.
    ...(options.development === true ? ['--enable-smoke-test-driver'] : []),
  ];
}

/** With port 0 the system chooses, so the server has to say which. */
function listeningPort(tree: ProcessTree, log: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (what: string) => reject(new Error(`The VS Code server ${what}. Its log:\n${log()}`));
    const timer = setTimeout(() => fail(`did not answer within ${READY_WITHIN_MS / 1000} s`), READY_WITHIN_MS);
    tree.onOutput(() => {
      const port = /Extension host agent listening on (\d+)/.exec(log())?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    });
    tree.exited.then((code) => {
      clearTimeout(timer);
      fail(`ended with exit code ${code}`);
    });
  });
}

async function runServerOnce(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const tree = spawnTree(process.execPath, args, env);
  let output = '';
  tree.onOutput((text) => {
    output += text;
  });
  const code = await tree.exited;
  // The server exits with 0 also when it could not install.
  if (code !== 0 || !/was successfully installed/.test(output)) {
    throw new Error(`The VS Code server could not install the extension (exit code ${code}):\n${output}`);
  }
}

/**
 * What a terminal in the window would have if npm and this project had never been involved: no npm variables, no
 * node_modules/.bin on the PATH, no flags for Node, nothing of an outer VS Code, and no API key unless the test gives one.
 */
function cleanEnvironment(parent: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const unwanted =
    /^(npm_|VSCODE_|OPENAI_)|^(INIT_CWD|NODE|NODE_OPTIONS|NODE_ENV|ELECTRON_RUN_AS_NODE|MOONSHOT_API_KEY)$/i;
  const entries = Object.entries(parent).filter(([name]) => !unwanted.test(name));
  return Object.fromEntries(
    entries.map(([name, value]) => [name, name.toLowerCase() === 'path' ? withoutNpmFolders(value ?? '') : value]),
  );
}

const withoutNpmFolders = (value: string) =>
  value
    .split(path.delimiter)
    .filter((folder) => !/[\\/]node_modules[\\/](\.bin|@npmcli[\\/].*)$|[\\/]node-gyp-bin$/.test(folder))
    .join(path.delimiter);
