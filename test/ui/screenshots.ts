// npm run screenshots: makes the pictures of the README from the sample project, the tour and the packed extension, and a gallery
// of every state of the panel. With `readme` or `gallery` one of the two; `--only WORDS` and `--theme NAME` take a part of the gallery.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../host/openWindow.ts';
import { packageExtension } from '../host/packageExtension.ts';
import { root } from '../host/paths.ts';
import { startServer } from '../host/startServer.ts';
import { takeGallery } from './gallery/takeGallery.ts';
import { THEMES, type Theme } from './gallery/themes.ts';
import {
  mouseAway,
  openShopOnSunday,
  type Place,
  reviewIsDrawn,
  type Shop,
  send,
  widenSidebar,
  withShop,
} from './gallery/withShop.ts';
import { openFile } from './support/editors.ts';

const pictures = path.join(root, 'media', 'screenshots');
/** Leaves the editor the 900 pixels from which VS Code shows the two sides of a diff beside each other. */
const SIDEBAR_WIDTH = 420;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { only: { type: 'string', default: '' }, theme: { type: 'string' } },
  });
  const { only } = values;
  const themes = (Object.keys(THEMES) as Theme[]).filter((name) => values.theme === undefined || name === values.theme);
  const wanted = (part: string) => positionals.length === 0 || positionals.includes(part);
  await using server = await startServer({ extensions: [await packageExtension()] });
  const browser = await launchBrowser();
  try {
    const place = { server, browser };
    if (wanted('readme')) await takeReadme(place);
    const faults = wanted('gallery') ? await takeGallery(place, { only, themes }) : [];
    for (const fault of faults) console.error(fault);
    if (faults.length > 0) process.exitCode = 1;
  } finally {
    await browser.close();
  }
}

async function takeReadme(place: Place): Promise<void> {
  await mkdir(pictures, { recursive: true });
  await withShop(place, THEMES.dark.id, takeStory);
  await withShop(place, THEMES.light.id, takeLight);
}

async function takeStory({ page, panel, folder, gate }: Shop): Promise<void> {
  await widenSidebar(page, SIDEBAR_WIDTH);
  await panel.locator('.suggestions button').first().waitFor();
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
  await openShopOnSunday(folder);
  await panel.getByRole('heading', { name: 'The tests pass' }).waitFor();
  await panel.locator('pre .hljs-number').first().waitFor();
  await picture(page, 'answer');
}

async function takeLight({ page, panel, gate }: Shop): Promise<void> {
  await widenSidebar(page, SIDEBAR_WIDTH);
  gate.open();
  await openFile(page, 'promotions.test.js');
  await send(panel, 'Fix the failing test');
  await reviewIsDrawn(page);
  await picture(page, 'light');
}

async function picture(page: Page, name: string): Promise<void> {
  await mouseAway(page);
  await page.screenshot({ path: path.join(pictures, `${name}.png`), animations: 'disabled' });
}

await main();
