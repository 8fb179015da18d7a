import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { openWindow } from '../../host/openWindow.ts';
import { root } from '../../host/paths.ts';
import type { Server } from '../../host/startServer.ts';
import { openChat } from '../../host/workbench.ts';
import type { ChatRequest } from '../../simulator/chatRequest.ts';
import { Gate } from '../../simulator/gate.ts';
import type { Completion } from '../../simulator/scenario.ts';
import { startSimulator } from '../../simulator/startSimulator.ts';
import { tour } from '../../simulator/tour.ts';

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

/** A window on a copy of the sample project, answered by the tour. */
export interface Shop {
  page: Page;
  panel: FrameLocator;
  folder: string;
  /** The second answer waits here, in the middle of its reasoning. */
  gate: Gate;
}

export interface Place {
  server: Server;
  browser: Browser;
}

/** Opens the chat on a copy of the sample project. `theme` by its settings id. */
export async function withShop(
  { server, browser }: Place,
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
    await take({ page, panel, folder, gate });
  } finally {
    await rm(above, { recursive: true, force: true });
  }
}

export async function send(panel: FrameLocator, text: string): Promise<void> {
  const input = panel.getByRole('textbox', { name: 'Message Kimi' });
  await input.fill(text);
  await input.press('Enter');
}

/** Ends the command that runs. */
export async function openShopOnSunday(folder: string): Promise<void> {
  await writeFile(path.join(folder, '..', 'go'), '');
}

/** With its colours, which come after its text. */
export async function reviewIsDrawn(page: Page): Promise<void> {
  const modified = page.locator('.monaco-diff-editor .editor.modified');
  await modified.getByText('What a coupon takes off a total.').waitFor();
  await page.locator('.monaco-diff-editor .line-insert').first().waitFor();
  await page.getByRole('button', { name: /^Accept Edit/ }).waitFor();
}

/** Drags the edge of the side bar until it is so many pixels wide. */
export async function widenSidebar(page: Page, width: number): Promise<void> {
  const box = await sidebarBox(page);
  const edge = box.x + box.width;
  await page.mouse.move(edge, 400);
  await page.mouse.down();
  await page.mouse.move(box.x + width, 400, { steps: 5 });
  await page.mouse.up();
  await mouseAway(page);
}

async function sidebarBox(page: Page) {
  const box = await page.locator('.part.sidebar').boundingBox();
  if (!box) throw new Error('There is no side bar.');
  return box;
}

/** Onto the title bar, where nothing shows a tooltip. */
export async function mouseAway(page: Page): Promise<void> {
  await page.mouse.move(250, 18);
  await page.locator('.workbench-hover:visible, .monaco-sash.hover').first().waitFor({ state: 'detached' });
}
