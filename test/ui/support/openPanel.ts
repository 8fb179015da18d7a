import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';
import { openWindow } from '../../host/openWindow.ts';
import { artifactsDir } from '../../host/paths.ts';
import { stagedExtension } from '../../host/stageExtension.ts';
import type { Server, Settings } from '../../host/startServer.ts';
import { chatReady, openChat, runCommand } from '../../host/workbench.ts';
import { waitFor } from '../../integration/support/waitFor.ts';
import type { RecordedRequest } from '../../simulator/requestLog.ts';
import type { Scenario } from '../../simulator/scenario.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/startSimulator.ts';
import { type Files, fillFolder, makeFolder, removeFolder } from './testFolder.ts';

export interface PanelOptions extends Pick<SimulatorOptions, 'key' | 'contextWindow'> {
  scenario: Scenario;
  /** By default the sample project; `none` opens a window without a folder. */
  files?: Files | 'none';
  /** The one of the files that lists the folders to open; by default the window opens the folder of them all. */
  workspaceFile?: string;
  /** Of the machine, in place of those that lead to the simulator where they name the same. */
  settings?: Settings;
  /** Of the user: a theme, for example. */
  userSettings?: Settings;
  /** The display language; English by default. */
  language?: string;
}

/** A window with the chat open, on a folder and before a simulator of its own. */
export interface OpenPanel extends AsyncDisposable {
  page: Page;
  /** The panel's document. */
  panel: FrameLocator;
  /** The textarea "Message Kimi", as it is called in English. */
  input: Locator;
  simulator: Simulator;
  /** What the window shows; empty and not shown where it was opened with `none`. */
  folder: string;
  /** The blocks of one kind, as `data-block` names it. */
  blocks(kind: string): Locator;
  button(name: string): Locator;
  /** Types the prompt and presses Enter; resolves when the prompt stands in the conversation. */
  send(text: string): Promise<void>;
  /** Resolves when the panel shows that the agent rests. */
  rests(): Promise<void>;
  onDisk(file: string): Promise<string>;
  /** For replies, since `begin`, or else all. */
  requests(): RecordedRequest[];
  /** Errors that the panel's own script did not catch. */
  errors(): string[];
  /** A new session, answered by this scenario. With `files`: see PanelFixture. */
  begin(scenario: Scenario, files?: Files): Promise<void>;
  /** "Developer: Reload Window"; resolves when the chat, which opens by itself, is back. */
  reload(): Promise<void>;
  /** Keeps a picture of the window among the artifacts. */
  screenshot(name: string): Promise<void>;
}

export interface Place {
  server: Server;
  browser: Browser;
  /** The extension runs from its folder, and is not installed. */
  development: boolean;
}

export async function openPanel(place: Place, options: PanelOptions): Promise<OpenPanel> {
  await using opening = new AsyncDisposableStack();
  const { server, browser } = place;
  const folder = await makeFolder(options.files === 'none' ? {} : (options.files ?? 'sample'));
  opening.defer(() => removeFolder(folder));
  const { simulator, answerWith, requests } = await startAnswering(options);
  opening.use(simulator);
  await server.writeSettings('machine', {
    'askKimi.endpoint': 'custom',
    'askKimi.baseUrl': simulator.url,
    ...options.settings,
  });
  await server.writeSettings('user', options.userSettings ?? {});
  const window = await openWindow({
    server,
    browser,
    ...whatToOpen(folder, options),
    ...(options.language === undefined ? {} : { language: options.language }),
    ...(place.development ? { developmentPath: stagedExtension } : {}),
  });
  opening.use(window);
  const { page } = window;
  const errors = watchErrors(page);
  const panel = await openChat(page);
  const input = panel.locator('.input-box textarea');
  const button = (name: string) => panel.getByRole('button', { name, exact: true });
  const blocks = (kind: string) => panel.locator(`[data-block="${kind}"]`);
  const parts = opening.move();
  return {
    page,
    panel,
    input,
    simulator,
    folder,
    button,
    blocks,
    async send(text) {
      // Not a count: prompts far from the view do not stand in the page.
      const newest = () => blocks('user').evaluateAll((prompts) => prompts.at(-1)?.getAttribute('data-row'));
      const before = await newest();
      await input.fill(text);
      await input.press('Enter');
      await waitFor('the prompt in the conversation', async () => (await newest()) !== before);
    },
    rests: () => button('Send').waitFor(),
    onDisk: (file) => readFile(path.join(folder, file), 'utf8'),
    requests,
    errors: () => errors,
    async begin(scenario, files) {
      answerWith(scenario);
      if (files !== undefined) {
        await runCommand(page, 'View: Close All Editors');
        await page.locator('.tab').first().waitFor({ state: 'detached' });
        await fillFolder(folder, files);
      }
      await page.locator('.pane-header, .composite.title').getByRole('button', { name: 'New Session' }).first().click();
      await panel.getByRole('heading', { name: 'New session' }).waitFor();
      // The last thing to happen: what the test does next could lose the focus to it.
      await panel.locator('textarea:focus').waitFor();
      // The button's tooltip covers the panel's first line for as long as the mouse is there.
      await page.mouse.move(700, 450);
    },
    async reload() {
      await window.reload();
      await chatReady(page);
    },
    async screenshot(name) {
      // Onto the title bar, where nothing shows a tooltip.
      await page.mouse.move(250, 18);
      await page.screenshot({ path: path.join(artifactsDir, 'ui', `${name}.png`) });
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

function whatToOpen(folder: string, { files, workspaceFile }: PanelOptions) {
  if (files === 'none') return {};
  return workspaceFile === undefined ? { folder } : { workspaceFile: path.join(folder, workspaceFile) };
}

function watchErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', ({ stack = '' }) => {
    if (stack.includes('/dist/webview/')) errors.push(stack);
  });
  return errors;
}

/** A simulator whose scenario can be replaced. */
async function startAnswering({ scenario: initial, key, contextWindow }: PanelOptions) {
  let scenario = initial;
  let first = 0;
  let begun = 0;
  const simulator = await startSimulator({
    scenario: async (request, index) => {
      const reply = Array.isArray(scenario) ? scenario[index - first] : scenario;
      if (reply === undefined) throw new Error(`no reply ${index - first} was scripted`);
      return typeof reply === 'function' ? await reply(request, index - first) : reply;
    },
    ...(key === undefined ? {} : { key }),
    ...(contextWindow === undefined ? {} : { contextWindow }),
  });
  const requests = () => simulator.requests.slice(begun).filter(({ body }) => body !== undefined);
  const answerWith = (next: Scenario) => {
    scenario = next;
    first = simulator.requests.filter(({ body }) => body !== undefined).length;
    begun = simulator.requests.length;
  };
  return { simulator, answerWith, requests };
}
