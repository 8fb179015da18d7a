import assert from 'node:assert/strict';
import { access, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { runCommand } from '../host/workbench.ts';
import type { Completion, ScriptedToolCall } from '../simulator/scenario.ts';
import { activeTab, diffIn, openFile } from './support/editors.ts';
import type { OpenPanel } from './support/openPanel.ts';
import { panelFixture } from './support/panelFixture.ts';

const NUMBERS = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n';
const NOTEBOOK = `${JSON.stringify(
  {
    cells: [
      { cell_type: 'code', execution_count: null, id: 'aa11', metadata: {}, outputs: [], source: ['x = 1\n', 'x'] },
    ],
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  },
  undefined,
  1,
)}\n`;

describe('what edits write', () => {
  const fixture = panelFixture({
    files: {
      'unsaved.txt': NUMBERS,
      'auto.txt': NUMBERS,
      'moving.txt': NUMBERS,
      'stale.txt': NUMBERS,
      'mixed.txt': NUMBERS.replace('\n', '\r\n'),
      'deleted.txt': NUMBERS,
      'old-name.txt': NUMBERS,
      'a.ipynb': NOTEBOOK,
    },
  });

  const call = (name: string, args: object): ScriptedToolCall => ({ name, arguments: args });
  const edit = (file: string, old_text: string, new_text: string) =>
    call('edit_file', { path: file, edits: [{ old_text, new_text }] });
  const proposes = (...toolCalls: ScriptedToolCall[]): Completion => ({ reasoning: 'Change it.', toolCalls });
  const done: Completion = { reasoning: 'Good.', content: 'All done.' };

  /** Types at the start of a file's first line, and leaves it unsaved. Its tab must be open. */
  async function typeInto({ page }: OpenPanel, file: string, text: string): Promise<void> {
    await page.locator('.tab:not(:has-text("by Kimi"))', { hasText: file }).click();
    await diffIn(page).waitFor({ state: 'detached' });
    await page.locator('.editor-instance .view-lines').click();
    await page.keyboard.press('ControlOrMeta+Home');
    await page.keyboard.type(text);
    await page.locator('.tab.dirty', { hasText: file }).waitFor();
  }

  function result({ requests }: OpenPanel): unknown {
    return requests()
      .at(-1)
      ?.body?.messages.findLast(({ role }) => role === 'tool')?.content;
  }

  const accept = (panel: OpenPanel): Locator => panel.blocks('edit').getByRole('button', { name: /^Accept/ });

  it('is saved with what the person has not saved only by a button that says so', async () => {
    const panel = await fixture.begin([proposes(edit('unsaved.txt', 'nine', 'NINE')), done]);
    const { page, send, button, blocks, onDisk, screenshot } = panel;
    await openFile(page, 'unsaved.txt');
    await page.locator('.tab', { hasText: 'unsaved.txt' }).dblclick();
    await send('Change it');
    await diffIn(page).waitFor();
    await typeInto(panel, 'unsaved.txt', 'typed ');
    await button('Accept and save').waitFor();
    const explained = panel.panel.locator('vscode-button', { hasText: 'Accept and save' });
    assert.match((await explained.getAttribute('title')) ?? '', /unsaved changes in this file/);
    await screenshot('accept-and-save');
    await runCommand(page, 'File: Revert File');
    await button('Accept').waitFor();
    await typeInto(panel, 'unsaved.txt', 'typed again ');
    assert.equal(await onDisk('unsaved.txt'), NUMBERS);
    await button('Accept and save').click();
    await blocks('content').getByText('All done.').waitFor();
    assert.equal(await onDisk('unsaved.txt'), `typed again ${NUMBERS.replace('nine', 'NINE')}`);
    await page.locator('.tab.dirty', { hasText: 'unsaved.txt' }).waitFor({ state: 'detached' });
  });

  it('follows the file at once, and is stale where it cannot', async () => {
    const panel = await fixture.begin([proposes(edit('stale.txt', 'two', 'TWO')), done]);
    const { folder, send, blocks, onDisk, panel: frame, screenshot } = panel;
    const write = (text: string) => writeFile(path.join(folder, 'stale.txt'), text);
    await send('Change it');
    await accept(panel).waitFor();
    await write(NUMBERS.replace('nine', 'NINE'));
    await frame.getByText('The file changed meanwhile. The edit now stands on its new text.').waitFor();
    await write(NUMBERS.replace('two', 'zwei'));
    await frame.getByRole('alert').getByText('The file changed where this edit applies.').waitFor();
    await screenshot('stale-edit');
    await write(`${NUMBERS}ten\n`);
    await frame.getByRole('alert').waitFor({ state: 'detached' });
    await accept(panel).click();
    await blocks('content').getByText('All done.').waitFor();
    assert.equal(await onDisk('stale.txt'), `${NUMBERS.replace('two', 'TWO')}ten\n`);
  });

  it('keeps mixed line endings through a proposal that the person types into', async () => {
    const panel = await fixture.begin([proposes(edit('mixed.txt', 'two', 'TWO')), done]);
    const { page, send, blocks, onDisk } = panel;
    await send('Change it');
    await page.locator('.monaco-diff-editor .editor.modified').getByText('TWO').click();
    await page.keyboard.press('End');
    await page.keyboard.type(' and more');
    await runCommand(page, 'Ask Kimi: Accept Edit');
    await blocks('content').getByText('All done.').waitFor();
    assert.equal(await onDisk('mixed.txt'), NUMBERS.replace('\n', '\r\n').replace('two', 'TWO and more'));
    assert.match(String(result(panel)), /-TWO\n\+TWO and more/);
  });

  it('deletes and renames, and brings both back', async () => {
    const panel = await fixture.begin([
      proposes(
        call('delete_file', { path: 'deleted.txt' }),
        call('rename_file', { path: 'old-name.txt', to: 'deep/new-name.txt' }),
      ),
      done,
    ]);
    const { folder, page, send, button, blocks, onDisk, screenshot } = panel;
    const gone = (file: string) => assert.rejects(access(path.join(folder, file)));
    await send('Clean up');
    await blocks('edit').getByText('deletes', { exact: true }).waitFor();
    await blocks('edit').getByRole('img', { name: 'renamed to' }).waitFor();
    await screenshot('delete-and-rename');
    await button('Accept all').click();
    await blocks('content').getByText('All done.').waitFor();
    await gone('deleted.txt');
    await gone('old-name.txt');
    assert.equal(await onDisk('deep/new-name.txt'), NUMBERS);
    await screenshot('deleted-and-renamed');
    for (const card of await blocks('edit').all()) await card.getByRole('button', { name: 'Undo' }).click();
    await blocks('edit').getByText('undone').nth(1).waitFor();
    assert.deepEqual([await onDisk('deleted.txt'), await onDisk('old-name.txt')], [NUMBERS, NUMBERS]);
    await gone('deep');
    await activeTab(page, 'Kimi').waitFor({ state: 'detached' });
  });

  it('is one cell of a notebook', async () => {
    const replace = { path: 'a.ipynb', action: 'replace', cell: 1, source: 'x = 2\nx' };
    const panel = await fixture.begin([proposes(call('edit_notebook', replace)), done]);
    const { page, send, blocks, onDisk, screenshot } = panel;
    await send('Change the notebook');
    await page.locator('.monaco-diff-editor .editor.modified').getByText('x = 2').waitFor();
    await screenshot('notebook-edit');
    await accept(panel).click();
    await blocks('content').getByText('All done.').waitFor();
    assert.equal(await onDisk('a.ipynb'), NOTEBOOK.replace('x = 1', 'x = 2'));
  });

  // The last one: its window gives the server other settings, which the shared window would follow.
  it('is asked for in auto mode where the person has unsaved changes', async () => {
    const auto = await fixture.open({
      scenario: [proposes(edit('auto.txt', 'nine', 'NINE')), done],
      files: { 'auto.txt': NUMBERS },
      settings: { 'askKimi.approvals': 'auto' },
    });
    await openFile(auto.page, 'auto.txt');
    await typeInto(auto, 'auto.txt', 'typed ');
    await auto.send('Change it');
    await auto.button('Accept and save').waitFor();
    assert.equal(await auto.onDisk('auto.txt'), NUMBERS);
    await auto.button('Accept and save').click();
    await auto.blocks('content').getByText('All done.').waitFor();
    assert.equal(await auto.onDisk('auto.txt'), `typed ${NUMBERS.replace('nine', 'NINE')}`);
  });
});
