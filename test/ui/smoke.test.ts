import path from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser, openWindow } from '../host/openWindow.ts';
import { root } from '../host/paths.ts';
import { type Server, startServer } from '../host/startServer.ts';
import { openChat } from '../host/workbench.ts';

describe('the panel', () => {
  let server: Server;
  let browser: Browser;

  before(async () => {
    server = await startServer({ development: true });
    browser = await launchBrowser();
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  it('opens from the activity bar and takes text', async () => {
    const folder = path.join(root, 'test', 'host', 'sample');
    await using window = await openWindow({ server, browser, folder, developmentPath: root });
    const panel = await openChat(window.page);
    const input = panel.getByRole('textbox', { name: 'Message Kimi' });
    await input.fill('Hello');
  });
});
