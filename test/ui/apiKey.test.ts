import assert from 'node:assert/strict';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser, openWindow } from '../host/openWindow.ts';
import { root } from '../host/paths.ts';
import { type Server, startServer } from '../host/startServer.ts';
import { openChat, runCommand } from '../host/workbench.ts';

const folder = path.join(root, 'test', 'host', 'sample');

describe('the API key', () => {
  let server: Server;
  let browser: Browser;

  before(async () => {
    server = await startServer({
      development: true,
      // No name ends in .invalid (RFC 2606), so this endpoint can never be reached.
      machineSettings: { 'askKimi.endpoint': 'custom', 'askKimi.baseUrl': 'https://kimi.invalid/v1' },
    });
    browser = await launchBrowser();
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  it('is asked for when a prompt needs one, checked, and kept unchecked where the person says so', async () => {
    await using window = await openWindow({ server, browser, folder, developmentPath: root });
    const { page } = window;
    const panel = await openChat(page);
    const input = panel.getByRole('textbox', { name: 'Message Kimi' });
    await panel.getByRole('button', { name: 'Set API Key' }).waitFor();
    await input.fill('Hello');
    await input.press('Enter');

    const box = page.locator('.quick-input-widget');
    await box.getByText('API Key for Custom endpoint').waitFor();
    assert.equal(await box.locator('input').getAttribute('type'), 'password');
    await box.locator('input').fill('sk-typed');
    await page.keyboard.press('Enter');
    await box.getByText('kimi.invalid could not be reached').waitFor();
    assert.equal(await box.locator('input').inputValue(), 'sk-typed');

    await box.getByRole('button', { name: 'Keep this key unchecked' }).click();
    await panel.getByRole('button', { name: 'Set API Key' }).waitFor({ state: 'detached' });
    assert.equal(await input.inputValue(), 'Hello');

    await runCommand(page, 'Ask Kimi: Clear API Key');
    await panel.getByRole('button', { name: 'Set API Key' }).waitFor();
  });

  it('is not kept when the person gives up', async () => {
    await using window = await openWindow({ server, browser, folder, developmentPath: root });
    const { page } = window;
    const panel = await openChat(page);
    await panel.getByRole('button', { name: 'Set API Key' }).click();
    const box = page.locator('.quick-input-widget');
    await box.locator('input').fill('sk-typed');
    await page.keyboard.press('Escape');
    await box.waitFor({ state: 'hidden' });
    await panel.getByRole('button', { name: 'Set API Key' }).waitFor();
  });
});
