import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { runCommand } from '../host/workbench.ts';
import { Gate } from '../simulator/gate.ts';
import type { Completion, Reply } from '../simulator/scenario.ts';
import { activeTab, diffIn, openFile, proposalIn } from './support/editors.ts';
import { panelFixture } from './support/panelFixture.ts';

const FILE = 'src/money.js';
const ACCEPT = 'ControlOrMeta+Alt+Enter';

describe('reviewing an edit by hand', () => {
  const fixture = panelFixture();

  const begin = (scenario: Reply[]) =>
    fixture.begin(scenario, { [FILE]: 'export const free = 0;\n', 'cart.test.js': '// cart\n' });
  const write = (content: string, file = FILE): Completion => ({
    reasoning: 'A new text.',
    toolCalls: [{ name: 'write_file', arguments: { path: file, content } }],
  });
  const done: Reply = { reasoning: 'Good.', content: 'All done.' };

  it('accepts, by keyboard alone, what was typed into the proposal', async () => {
    const { page, panel, send, onDisk } = await begin([write('// one\n// two\n'), done]);
    await send('Empty the file');
    await proposalIn(page).getByText('// one').click();
    await page.keyboard.press('End');
    await page.keyboard.type(' and a half');
    await page.keyboard.press(ACCEPT);
    await panel.getByText('All done.', { exact: true }).waitFor();
    assert.equal(await onDisk(FILE), '// one and a half\n// two\n');
    await diffIn(page).waitFor({ state: 'detached' });
  });

  it('leaves the cursor in the panel when the diff opens', async () => {
    const { page, panel, input, send, button } = await begin([write('// one\n'), done]);
    await send('Empty the file');
    await proposalIn(page).getByText('// one').waitFor();
    await page.keyboard.type('still here');
    assert.equal(await input.inputValue(), 'still here');
    await button('Accept').click();
    await panel.getByText('All done.', { exact: true }).waitFor();
  });

  it('takes back one change of several by the arrow between the two sides', async () => {
    const { page, panel, send, button, onDisk, screenshot } = await fixture.begin(
      [
        {
          reasoning: 'Two changes.',
          toolCalls: [
            {
              name: 'edit_file',
              arguments: {
                path: 'a.txt',
                edits: [
                  { old_text: 'one', new_text: 'ONE' },
                  { old_text: 'six', new_text: 'SIX' },
                ],
              },
            },
          ],
        },
        done,
      ],
      { 'a.txt': 'one\n2\n3\n4\n5\nsix\n' },
    );
    await send('Change two lines');
    await proposalIn(page).getByText('SIX').waitFor();
    await page.locator('.monaco-diff-editor .line-insert').first().waitFor();
    await screenshot('single-diff');
    await proposalIn(page).getByText('SIX').hover();
    await page.getByRole('button', { name: /^Revert (Block|Change)/ }).click();
    await panel.getByText('+1', { exact: true }).waitFor();
    await button('Accept').click();
    await panel.getByText('All done.', { exact: true }).waitFor();
    assert.equal(await onDisk('a.txt'), 'ONE\n2\n3\n4\n5\nsix\n');
  });

  it("rejects from the diff's title bar, with a reason that the model reads, and not on Escape", async () => {
    const { page, panel, send, button, onDisk, requests } = await begin([write('// one\n'), done]);
    const before = await onDisk(FILE);
    await send('Empty the file');
    await proposalIn(page).getByText('// one').waitFor();
    const reason = page.locator('.quick-input-widget input');
    await page.getByRole('button', { name: /^Reject Edit/ }).click();
    await reason.waitFor();
    await page.keyboard.press('Escape');
    await reason.waitFor({ state: 'hidden' });
    assert.equal(await button('Accept').count(), 1);
    await page.getByRole('button', { name: /^Reject Edit/ }).click();
    await reason.fill('Keep the functions');
    await page.keyboard.press('Enter');
    await panel.getByText('All done.', { exact: true }).waitFor();
    assert.equal(await onDisk(FILE), before);
    const result = requests()
      .at(-1)
      ?.body?.messages.findLast(({ role }) => role === 'tool');
    assert.match(JSON.stringify(result?.content), /Keep the functions/);
    await diffIn(page).waitFor({ state: 'detached' });
  });

  it('opens no diff over the editor that the person types in', async () => {
    const gate = new Gate();
    const { page, panel, send, button } = await begin([
      { ...write('// one\n'), hold: { before: 1, until: gate } },
      done,
    ]);
    await send('Empty the file');
    await gate.reached;
    await openFile(page, 'cart.test.js');
    const editor = page.locator('.editor-instance .view-lines');
    let typed = '';
    const type = async () => {
      await page.keyboard.type('z');
      typed += 'z';
    };
    await type();
    gate.open();
    while (!(await button('Accept').isVisible())) await type();
    for (let more = 0; more < 5; more++) await type();
    await editor.getByText(typed).waitFor();
    assert.equal(await diffIn(page).count(), 0);
    await button('Open diff').click();
    await proposalIn(page).getByText('// one').waitFor();
    await button('Accept').click();
    await panel.getByText('All done.', { exact: true }).waitFor();
    await openFile(page, 'cart.test.js');
    await runCommand(page, 'File: Revert File');
    await editor.getByText('// cart', { exact: true }).waitFor();
  });

  it('shows a proposal again after a reload, with what was typed into it', async () => {
    const { page, panel, send, button, onDisk, reload } = await begin([write('// one\n'), done]);
    await send('Empty the file');
    await proposalIn(page).getByText('// one').click();
    await page.keyboard.press('End');
    await page.keyboard.type(' and a half\n// two');
    await panel.getByText('+2', { exact: true }).waitFor();
    await reload();
    await proposalIn(page).getByText('// one and a half').waitFor();
    await proposalIn(page).getByText('// two').waitFor();
    await button('Accept').click();
    await panel.getByText('All done.', { exact: true }).waitFor();
    assert.equal(await onDisk(FILE), '// one and a half\n// two\n');
  });
});

describe('reviewing several edits', () => {
  const fixture = panelFixture();
  const files = { 'a.txt': 'a\n', 'b.txt': 'b\n', 'gone.txt': 'gone\n', 'mine.txt': 'mine\n' };
  const call = (name: string, args: Record<string, unknown>) => ({ name, arguments: args });
  const three: Completion = {
    reasoning: 'Three changes.',
    toolCalls: [
      call('write_file', { path: 'a.txt', content: 'A\n' }),
      call('write_file', { path: 'new.txt', content: 'NEW\n' }),
      call('delete_file', { path: 'gone.txt' }),
    ],
  };
  const done: Completion = { reasoning: 'Good.', content: 'All done.' };
  const overview = (page: Page) => page.locator('.multiDiffEditor');
  const inOverview = (page: Page, text: string) =>
    overview(page).locator('.view-line').getByText(text, { exact: true });

  it('goes from one to the next and back, in one tab, and all that wait are accepted from the palette', async () => {
    const { page, panel, blocks, send, onDisk } = await fixture.begin([three, done], files);
    await openFile(page, 'mine.txt');
    await send('Change three files');
    await panel.getByText('3 edits wait for you').waitFor();
    await proposalIn(page).getByText('A', { exact: true }).waitFor();
    await page.getByRole('button', { name: /^Show Next Edit/ }).click();
    await activeTab(page, 'new.txt (new file by Kimi)').waitFor();
    await page.keyboard.press('ControlOrMeta+Alt+PageDown');
    await activeTab(page, 'gone.txt (deleted by Kimi)').waitFor();
    await page.keyboard.press('ControlOrMeta+Alt+PageDown');
    await activeTab(page, 'a.txt (edit by Kimi)').waitFor();
    await page.keyboard.press('ControlOrMeta+Alt+PageUp');
    await activeTab(page, 'gone.txt (deleted by Kimi)').waitFor();
    await page.locator('.tab', { hasText: 'by Kimi' }).nth(1).waitFor({ state: 'detached' });
    await page.locator('.tab', { hasText: 'mine.txt' }).waitFor();
    await runCommand(page, 'Ask Kimi: Accept All Edits');
    await blocks('content').getByText('All done.').waitFor();
    assert.equal(await onDisk('new.txt'), 'NEW\n');
    await assert.rejects(onDisk('gone.txt'), /ENOENT/);
    await diffIn(page).waitFor({ state: 'detached' });
  });

  it('shows all in one editor, takes what is decided out of it, and closes it with the last', async () => {
    const { page, panel, blocks, send, button, onDisk, requests, screenshot, reload } = await fixture.begin(
      [three, done],
      files,
    );
    await send('Change three files');
    await panel.getByText('3 edits wait for you').waitFor();
    await button('Open all').click();
    for (const text of ['A', 'NEW', 'gone']) await inOverview(page, text).waitFor();
    await screenshot('multi-diff');
    await reload();
    for (const text of ['A', 'NEW', 'gone']) await inOverview(page, text).waitFor();
    await inOverview(page, 'A').click();
    await page.keyboard.press(ACCEPT);
    await inOverview(page, 'A').waitFor({ state: 'detached' });
    await inOverview(page, 'This edit is decided.').first().waitFor();
    await overview(page).locator('.multiDiffEntry').first().locator('.line-insert').waitFor({ state: 'detached' });
    await screenshot('multi-diff-decided');
    assert.equal(await onDisk('a.txt'), 'A\n');
    await button('Reject all').click();
    await page.keyboard.type('Too much at once');
    await page.keyboard.press('Enter');
    await blocks('content').getByText('All done.').waitFor();
    await overview(page).waitFor({ state: 'detached' });
    assert.equal(await onDisk('gone.txt'), 'gone\n');
    const told = JSON.stringify(requests().at(-1)?.body?.messages);
    assert.equal(told.split('Too much at once').length - 1, 2);
  });
});
