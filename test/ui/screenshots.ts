// npm run screenshots: makes the pictures of the README from the sample project, the tour and the packed extension.
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { launchBrowser, openWindow } from '../host/openWindow.ts';
import { packageExtension } from '../host/packageExtension.ts';
import { root } from '../host/paths.ts';
import { type Server, startServer } from '../host/startServer.ts';
import { openChat } from '../host/workbench.ts';
import type { ChatRequest } from '../simulator/chatRequest.ts';
import { Gate } from '../simulator/gate.ts';
import type { Completion } from '../simulator/scenario.ts';
import { startSimulator } from '../simulator/startSimulator.ts';
import { tour } from '../simulator/tour.ts';
import { openFile } from './support/editors.ts';

const pictures = path.join(root, 'media', 'screenshots');
/** Leaves the editor the 900 pixels from which VS Code shows the two sides of a diff beside each other. */
const SIDEBAR_WIDTH = 420;

const quietEditor = {
  'editor.fontSize': 12,
  'editor.minimap.enabled': false,
  'typescript.disableAutomaticTypeAcquisition': true,
};

/** Runs until the file "go" is beside the folder, so that there is time for a picture of a running command. */
const SLOW_TEST = `import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';

test('the shop is closed on Sunday', async () => {
  while (!existsSync('../go')) await setTimeout(20);
});
`;

interface Shop {
  page: Page;
  panel: FrameLocator;
  folder: string;
  /** The second answer waits here, in the middle of its reasoning. */
  gate: Gate;
}

async function main(): Promise<void> {
  await mkdir(pictures, { recursive: true });
  await using server = await startServer({ extensions: [await packageExtension()] });
  const browser = await launchBrowser();
  try {
    await withShop(server, browser, 'Default Dark Modern', takeStory);
    await withShop(server, browser, 'Default Light Modern', takeLight);
  } finally {
    await browser.close();
  }
}

/** Opens the chat on a copy of the sample project. */
async function withShop(
  server: Server,
  browser: Browser,
  theme: string,
  take: (shop: Shop) => Promise<void>,
): Promise<void> {
  const above = await mkdtemp(path.join(tmpdir(), 'ask-kimi-pictures-'));
  const folder = path.join(above, 'corner-shop');
  await cp(path.join(root, 'test', 'host', 'sample'), folder, { recursive: true });
  await writeFile(path.join(folder, 'test', 'weekend.test.js'), SLOW_TEST);
  const gate = new Gate();
  const scenario = (request: ChatRequest, index: number): Completion => ({
    ...tour(request),
    pace: 'burst',
    ...(index === 1 ? { hold: { before: { reasoning: 71 }, until: gate } } : {}),
  });
  try {
    await using simulator = await startSimulator({ scenario });
    await server.writeSettings('machine', { 'askKimi.endpoint': 'custom', 'askKimi.baseUrl': simulator.url });
    await server.writeSettings('user', { 'workbench.colorTheme': theme, ...quietEditor });
    await using window = await openWindow({ server, browser, folder });
    const { page } = window;
    const panel = await openChat(page);
    await widenSidebar(page);
    await take({ page, panel, folder, gate });
  } finally {
    await rm(above, { recursive: true, force: true });
  }
}

async function takeStory({ page, panel, folder, gate }: Shop): Promise<void> {
  await panel.getByRole('button', { name: 'Fix the failing test' }).waitFor();
  await picture(page, 'empty');
  await openFile(page, 'promotions.test.js');
  await send(panel, 'Fix the failing test');
  await gate.reached;
  await panel.getByText('So the most', { exact: false }).waitFor();
  await picture(page, 'streaming');
  gate.open();

  await reviewIsDrawn(page);
  await picture(page, 'review');
  await panel.getByRole('button', { name: 'Accept', exact: true }).click();
  await panel.getByRole('button', { name: 'Run' }).click();
  await panel.getByText('a coupon counts only from its minimum on').waitFor();
  await picture(page, 'command');
  await writeFile(path.join(folder, '..', 'go'), '');
  await panel.getByRole('heading', { name: 'The tests pass' }).waitFor();
  await panel.locator('pre .hljs-number').first().waitFor();
  await picture(page, 'answer');
}

async function takeLight({ page, panel, gate }: Shop): Promise<void> {
  gate.open();
  await openFile(page, 'promotions.test.js');
  await send(panel, 'Fix the failing test');
  await reviewIsDrawn(page);
  await picture(page, 'light');
}

async function send(panel: FrameLocator, text: string): Promise<void> {
  const input = panel.getByRole('textbox', { name: 'Message Kimi' });
  await input.fill(text);
  await input.press('Enter');
}

/** With its colours, which come after its text. */
async function reviewIsDrawn(page: Page): Promise<void> {
  const modified = page.locator('.monaco-diff-editor .editor.modified');
  await modified.getByText('What a coupon takes off a total.').waitFor();
  await page.locator('.monaco-diff-editor .line-insert').first().waitFor();
  await page.getByRole('button', { name: /^Accept Edit/ }).waitFor();
}

async function widenSidebar(page: Page): Promise<void> {
  const sidebar = page.locator('.part.sidebar');
  const box = await sidebar.boundingBox();
  if (!box) throw new Error('There is no sidebar.');
  const edge = box.x + box.width;
  await page.mouse.move(edge, 450);
  await page.mouse.down();
  await page.mouse.move(box.x + SIDEBAR_WIDTH, 450, { steps: 5 });
  await page.mouse.up();
}

async function picture(page: Page, name: string): Promise<void> {
  // Onto the title bar, where nothing shows a tooltip.
  await page.mouse.move(250, 18);
  await page.locator('.workbench-hover:visible, .monaco-sash.hover').first().waitFor({ state: 'detached' });
  await page.screenshot({ path: path.join(pictures, `${name}.png`), animations: 'disabled' });
}

await main();
