import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { ensureChromium } from './installChromium.ts';
import { artifactsDir, TEST_TITLE_VARIABLE } from './paths.ts';
import type { Server } from './startServer.ts';
import { runCommand } from './workbench.ts';

export interface WindowOptions {
  server: Server;
  browser: Browser;
  /** Without a folder or a workspace file the window is empty. */
  folder?: string;
  workspaceFile?: string;
  /** An extension to run from its folder. The server must have been started with `development`. */
  developmentPath?: string;
  /** A CommonJS module that exports `run(): Promise<void>`, run in the extension host. Needs `developmentPath`. */
  testsPath?: string;
  /** What the extension host prints, when `testsPath` is given. */
  onLog?: (type: string, values: unknown[]) => void;
  /** The display language that extensions are told, `zh-cn` for example. The workbench itself stays English: it has no other texts. */
  language?: string;
  /** With what `testsPath` ended: 0 when `run()` was fulfilled. */
  onExit?: (code: number) => void;
}

export interface Window extends AsyncDisposable {
  page: Page;
  /** Runs "Developer: Reload Window": the same profile, a new extension host. Loading the page again would lose unsaved state. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

const viewport = { width: 1400, height: 900 };
const READY_WITHIN_MS = 60_000;

/** A headless Chromium, installed first when the machine has none. It ends with this process. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await ensureChromium(),
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** The address at which a browser gets this window. It carries the token. */
export function windowUrl(server: Server, options: Omit<WindowOptions, 'server' | 'browser'> = {}): string {
  const query = new URLSearchParams({ tkn: server.token });
  if (options.folder !== undefined) query.set('folder', urlPath(options.folder));
  if (options.workspaceFile !== undefined) query.set('workspace', urlPath(options.workspaceFile));
  if (options.folder === undefined && options.workspaceFile === undefined) query.set('ew', 'true');
  const authority = new URL(server.origin).host;
  const remote = (file: string) => `vscode-remote://${authority}${urlPath(file)}`;
  const payload: [string, string][] = [];
  if (options.developmentPath !== undefined) {
    payload.push(['extensionDevelopmentPath', remote(options.developmentPath)]);
  }
  if (options.testsPath !== undefined) payload.push(['extensionTestsPath', remote(options.testsPath)]);
  if (payload.length > 0) query.set('payload', JSON.stringify(payload));
  return `${server.origin}/?${query}`;
}

/** A path as VS Code's URIs have it: `/home/me`, `/c:/Users/me`. */
const urlPath = (file: string) => decodeURIComponent(pathToFileURL(path.resolve(file)).pathname);

/**
 * Opens a VS Code window in a browser profile of its own and waits until its workbench is connected to the server.
 * With `testsPath` it does not wait: such a window may end itself at any moment.
 */
export async function openWindow(options: WindowOptions): Promise<Window> {
  const context = await options.browser.newContext({ viewport });
  const close = async () => {
    for (const page of context.pages()) await keepScreenshot(page);
    await context.close();
  };
  try {
    const page = await newPage(context, options);
    await page.goto(windowUrl(options.server, options));
    if (options.testsPath === undefined) await workbenchReady(page);
    return {
      page,
      async reload() {
        const loaded = page.waitForEvent('load');
        await runCommand(page, 'Developer: Reload Window');
        await loaded;
        await workbenchReady(page);
      },
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What the window last looked like, under the name of its test: the first thing one wants to see of a failure. */
async function keepScreenshot(page: Page): Promise<void> {
  const title = process.env[TEST_TITLE_VARIABLE];
  if (title === undefined) return;
  const name = title.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 120);
  // A page that has crashed or hangs has no picture.
  await page.screenshot({ path: path.join(artifactsDir, 'ui', `${name}.png`), timeout: 5_000 }).catch(() => undefined);
}

async function newPage(context: BrowserContext, options: WindowOptions): Promise<Page> {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: options.server.origin });
  const page = await context.newPage();
  // What a language pack's script would set, before the workbench's own.
  if (options.language !== undefined) await page.addInitScript(setLanguage, options.language);
  if (options.testsPath !== undefined) {
    // The workbench looks for these two functions when it runs extension tests.
    await page.exposeFunction('codeAutomationLog', (type: string, values: unknown[]) => options.onLog?.(type, values));
    await page.exposeFunction('codeAutomationExit', (code: number) => options.onExit?.(code));
  }
  return page;
}

/** The remote indicator is the first thing in the status bar once the workbench is drawn. */
async function workbenchReady(page: Page): Promise<void> {
  await page.locator('[id="status.host"]').waitFor({ timeout: READY_WITHIN_MS });
}

/** Runs in the page. */
function setLanguage(language: string): void {
  Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: language });
}
