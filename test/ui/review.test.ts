import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { launchBrowser, openWindow, type Window } from '../host/openWindow.ts';
import { root } from '../host/paths.ts';
import { type Server, startServer } from '../host/startServer.ts';
import { chatReady, openChat } from '../host/workbench.ts';
import { Gate } from '../simulator/gate.ts';
import type { Reply } from '../simulator/scenario.ts';
import { type Simulator, startSimulator } from '../simulator/startSimulator.ts';
import { openFile } from './support/editors.ts';

const FILE = 'src/money.js';
const ACCEPT = process.platform === 'darwin' ? 'Meta+Alt+Enter' : 'Control+Alt+Enter';

describe('reviewing an edit by hand', () => {
  let server: Server;
  let browser: Browser;
  let simulator: Simulator;
  let folder: string;
  let window: Window;
  let page: Page;
  let panel: FrameLocator;

  before(async () => {
    server = await startServer({ development: true });
    browser = await launchBrowser();
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  afterEach(async () => {
    await window?.close();
    await simulator?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(scenario: Reply[]): Promise<void> {
    folder = await mkdtemp(path.join(tmpdir(), 'ask-kimi-review-'));
    await cp(path.join(root, 'test', 'host', 'sample'), folder, { recursive: true });
    simulator = await startSimulator({ scenario });
    await server.writeSettings('machine', { 'askKimi.endpoint': 'custom', 'askKimi.baseUrl': simulator.url });
    window = await openWindow({ server, browser, folder, developmentPath: root });
    page = window.page;
    panel = await openChat(page);
  }

  async function send(text: string): Promise<void> {
    const input = panel.getByRole('textbox', { name: 'Message Kimi' });
    await input.fill(text);
    await input.press('Enter');
  }

  const onDisk = () => readFile(path.join(folder, FILE), 'utf8');
  const proposal = () => page.locator('.monaco-diff-editor .editor.modified');
  const write = (content: string): Reply => ({
    reasoning: 'A new text.',
    toolCalls: [{ name: 'write_file', arguments: { path: FILE, content } }],
  });
  const done: Reply = { reasoning: 'Good.', content: 'All done.' };

  it('accepts, by keyboard alone, what was typed into the proposal', async () => {
    await open([write('// one\n// two\n'), done]);
    await send('Empty the file');
    await proposal().getByText('// one').click();
    await page.keyboard.press('End');
    await page.keyboard.type(' and a half');
    await page.keyboard.press(ACCEPT);
    await panel.getByText('All done.', { exact: true }).waitFor();
    assert.equal(await onDisk(), '// one and a half\n// two\n');
    await page.locator('.monaco-diff-editor').waitFor({ state: 'detached' });
  });

  it('leaves the cursor in the panel when the diff opens', async () => {
    await open([write('// one\n'), done]);
    await send('Empty the file');
    await proposal().getByText('// one').waitFor();
    await page.keyboard.type('still here');
    assert.equal(await panel.getByRole('textbox', { name: 'Message Kimi' }).inputValue(), 'still here');
  });

  it("rejects from the diff's title bar, with a reason that the model reads, and not on Escape", async () => {
    await open([write('// one\n'), done]);
    const before = await onDisk();
    await send('Empty the file');
    await proposal().getByText('// one').waitFor();
    const reason = page.locator('.quick-input-widget input');
    await page.getByRole('button', { name: /^Reject Edit/ }).click();
    await reason.waitFor();
    await page.keyboard.press('Escape');
    await reason.waitFor({ state: 'hidden' });
    assert.equal(await panel.getByRole('button', { name: 'Accept', exact: true }).count(), 1);
    await page.getByRole('button', { name: /^Reject Edit/ }).click();
    await reason.fill('Keep the functions');
    await page.keyboard.press('Enter');
    await panel.getByText('All done.', { exact: true }).waitFor();
    assert.equal(await onDisk(), before);
    const result = simulator.requests.at(-1)?.body?.messages.findLast(({ role }) => role === 'tool');
    assert.match(JSON.stringify(result?.content), /Keep the functions/);
    await page.locator('.monaco-diff-editor').waitFor({ state: 'detached' });
  });

  it('opens no diff over the editor that the person types in', async () => {
    const gate = new Gate();
    await open([{ ...write('// one\n'), hold: { before: 1, until: gate } } as Reply, done]);
    await send('Empty the file');
    await gate.reached;
    await openFile(page, 'cart.test.js');
    const editor = page.locator('.editor-instance .view-lines');
    const accept = panel.getByRole('button', { name: 'Accept', exact: true });
    let typed = '';
    const type = async () => {
      await page.keyboard.type('z');
      typed += 'z';
    };
    await type();
    gate.open();
    while (!(await accept.isVisible())) await type();
    for (let more = 0; more < 5; more++) await type();
    await editor.getByText(typed).waitFor();
    assert.equal(await page.locator('.monaco-diff-editor').count(), 0);
    await panel.getByRole('button', { name: 'Open diff' }).click();
    await proposal().getByText('// one').waitFor();
  });

  it('shows a proposal again after a reload, with what was typed into it', async () => {
    await open([write('// one\n'), done]);
    await send('Empty the file');
    await proposal().getByText('// one').click();
    await page.keyboard.press('End');
    await page.keyboard.type(' and a half\n// two');
    await panel.getByText('+2', { exact: true }).waitFor();
    await window.reload();
    await chatReady(page);
    await proposal().getByText('// one and a half').waitFor();
    await proposal().getByText('// two').waitFor();
    await panel.getByRole('button', { name: 'Accept', exact: true }).click();
    await panel.getByText('All done.', { exact: true }).waitFor();
    assert.equal(await onDisk(), '// one and a half\n// two\n');
  });
});
