import assert from 'node:assert/strict';
import path from 'node:path';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { launchBrowser, openWindow, type Window } from '../host/openWindow.ts';
import { root } from '../host/paths.ts';
import { type Server, startServer } from '../host/startServer.ts';
import { panelFrame, runCommand } from '../host/workbench.ts';
import { type Simulator, startSimulator } from '../simulator/startSimulator.ts';
import { openFile } from './support/editors.ts';

describe('asking about a selection', () => {
  let server: Server;
  let browser: Browser;
  let simulator: Simulator;
  let window: Window;
  let page: Page;
  let panel: FrameLocator;

  before(async () => {
    simulator = await startSimulator({ scenario: () => ({ reasoning: 'I see.', content: 'It does things.' }) });
    server = await startServer({
      development: true,
      machineSettings: { 'askKimi.endpoint': 'custom', 'askKimi.baseUrl': simulator.url },
    });
    browser = await launchBrowser();
  });

  after(async () => {
    await browser?.close();
    await server?.close();
    await simulator?.close();
  });

  beforeEach(async () => {
    window = await openWindow({
      server,
      browser,
      folder: path.join(root, 'test', 'host', 'sample'),
      developmentPath: root,
    });
    page = window.page;
    panel = panelFrame(page);
    await openFile(page, 'README.md');
  });

  afterEach(() => window.close());

  async function selectTwoLines(): Promise<void> {
    await page.keyboard.press('ControlOrMeta+Home');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
  }

  it('opens the panel with the selection attached and the cursor in the input', async () => {
    await selectTwoLines();
    await runCommand(page, 'Ask Kimi: Ask About the Selection');
    await panel.getByRole('button', { name: 'Remove README.md:1–2' }).waitFor();
    await page.keyboard.type('What is this?');
    const input = panel.getByRole('textbox', { name: 'Message Kimi' });
    assert.equal(await input.inputValue(), 'What is this?');
  });

  it('is offered by the editor’s menu', async () => {
    await selectTwoLines();
    await page.locator('.editor-instance .view-line').first().click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Ask About the Selection' }).click();
    await panel.getByRole('button', { name: 'Remove README.md:1–2' }).waitFor();
  });

  it('offers the lightbulb', async () => {
    const action = page.locator('.action-widget').getByText('Ask Kimi', { exact: true });
    const offered = async () => {
      await selectTwoLines();
      await page.keyboard.press('ControlOrMeta+.');
      return await action.waitFor({ timeout: 2_000 }).then(
        () => true,
        () => false,
      );
    };
    // A menu that opens before the extension is active does not learn of it.
    while (!(await offered())) await page.keyboard.press('Escape');
    await action.click();
    await panel.getByRole('button', { name: 'Remove README.md:1–2' }).waitFor();
  });

  it('offers the current file without being asked', async () => {
    await runCommand(page, 'Ask Kimi: Ask');
    await panel.getByRole('button', { name: 'Attach README.md' }).click();
    await panel.getByRole('button', { name: 'Remove README.md' }).waitFor();
  });

  it('runs a task at once', async () => {
    await selectTwoLines();
    await runCommand(page, 'Ask Kimi: Explain');
    await panel.getByText('It does things.', { exact: true }).waitFor();
    const request = simulator.requests.at(-1)?.body;
    const prompt = JSON.stringify(request?.messages.findLast(({ role }) => role === 'user')?.content);
    assert.match(prompt, /Explain this code/);
    assert.match(prompt, /README\.md/);
    assert.deepEqual(simulator.violations(), []);
  });
});
