import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from '../host/workbench.ts';
import { waitFor } from '../integration/support/waitFor.ts';
import type { Completion, ScriptedToolCall } from '../simulator/scenario.ts';
import { activeTab, diffIn, openFile, proposalIn } from './support/editors.ts';
import { panelFixture } from './support/panelFixture.ts';

const NUMBERS = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n';

describe('edits', () => {
  const fixture = panelFixture({
    files: {
      'a.txt': NUMBERS,
      'b.txt': NUMBERS,
      'rejected.txt': NUMBERS,
      'undo.txt': NUMBERS,
      'changed.txt': NUMBERS,
      'moved.txt': NUMBERS,
      'clash.txt': NUMBERS,
      'tabs.txt': NUMBERS,
      'mine.txt': 'mine\n',
    },
  });

  const edit = (file: string, old_text: string, new_text: string): ScriptedToolCall => ({
    name: 'edit_file',
    arguments: { path: file, edits: [{ old_text, new_text }] },
  });
  const proposes = (...toolCalls: ScriptedToolCall[]): Completion => ({ reasoning: 'Change it.', toolCalls });
  const done: Completion = { reasoning: 'Good.', content: 'All done.' };

  it('are accepted all at once, and shown together before', async () => {
    const { page, panel, send, button, blocks, rests, onDisk, requests } = await fixture.begin([
      proposes(edit('a.txt', 'two', 'TWO'), edit('b.txt', 'three', 'THREE')),
      done,
    ]);
    await send('Change both');
    await panel.getByText('2 edits wait for you').waitFor();
    await runCommand(page, 'Ask Kimi: Review All Edits');
    await page.locator('.multiDiffEditor, .multi-diff-editor').first().waitFor();
    await page.getByText('TWO', { exact: true }).first().waitFor();
    assert.equal(await onDisk('a.txt'), NUMBERS);
    await button('Accept all').click();
    await blocks('content').getByText('All done.').waitFor();
    await rests();
    assert.equal(await onDisk('a.txt'), NUMBERS.replace('two', 'TWO'));
    assert.equal(await onDisk('b.txt'), NUMBERS.replace('three', 'THREE'));
    const results = requests()
      .at(-1)
      ?.body?.messages.filter(({ role }) => role === 'tool');
    assert.deepEqual(
      results?.map(({ content }) => content),
      ['Edited a.txt: +1 −1 lines.', 'Edited b.txt: +1 −1 lines.'],
    );
  });

  it('are accepted from the palette, and only their own tab is closed', async () => {
    const { page, send, blocks, onDisk } = await fixture.begin([proposes(edit('tabs.txt', 'two', 'TWO')), done]);
    await openFile(page, 'mine.txt');
    await page.locator('.tab', { hasText: 'mine.txt' }).dblclick();
    await openFile(page, 'tabs.txt');
    await send('Change it');
    await proposalIn(page).getByText('TWO').waitFor();
    await runCommand(page, 'Ask Kimi: Accept Edit');
    await blocks('content').getByText('All done.').waitFor();
    await diffIn(page).waitFor({ state: 'detached' });
    assert.equal(await onDisk('tabs.txt'), NUMBERS.replace('two', 'TWO'));
    for (const name of ['mine.txt', 'tabs.txt']) await page.locator('.tab', { hasText: name }).waitFor();
    assert.equal(await page.locator('.tab', { hasText: 'edit by Kimi' }).count(), 0);
  });

  it('are rejected from the card, with a reason that the model reads', async () => {
    const { page, send, button, blocks, onDisk, requests } = await fixture.begin([
      proposes(edit('rejected.txt', 'two', 'TWO')),
      done,
    ]);
    await send('Change it');
    await button('Reject').click();
    await page.keyboard.type('Keep it small');
    await page.keyboard.press('Enter');
    await blocks('content').getByText('All done.').waitFor();
    await blocks('edit').getByText('Your reason: Keep it small').waitFor();
    assert.equal(await onDisk('rejected.txt'), NUMBERS);
    const told = requests()
      .at(-1)
      ?.body?.messages.find(({ role }) => role === 'tool');
    assert.match(String(told?.content), /Keep it small/);
  });

  it('are rejected by keyboard alone', async () => {
    const { page, send, blocks, onDisk } = await fixture.begin([proposes(edit('rejected.txt', 'two', 'TWO')), done]);
    await send('Change it');
    await proposalIn(page).getByText('TWO').click();
    await page.keyboard.press('ControlOrMeta+Alt+Backspace');
    await page.locator('.quick-input-widget').getByText('Reject Edit').waitFor();
    await page.keyboard.press('Enter');
    await blocks('content').getByText('All done.').waitFor();
    await blocks('edit').getByText('rejected', { exact: true }).waitFor();
    await diffIn(page).waitFor({ state: 'detached' });
    assert.equal(await onDisk('rejected.txt'), NUMBERS);
  });

  it('are undone', async () => {
    const { send, button, blocks, rests, onDisk } = await fixture.begin([
      proposes(edit('undo.txt', 'two', 'TWO'), {
        name: 'write_file',
        arguments: { path: 'new.txt', content: 'new\n' },
      }),
      done,
    ]);
    await send('Change it');
    await button('Accept all').click();
    await blocks('content').getByText('All done.').waitFor();
    await rests();
    assert.equal(await onDisk('new.txt'), 'new\n');
    await blocks('edit').nth(0).getByRole('button', { name: 'Undo' }).click();
    await blocks('edit').nth(0).getByText('undone').waitFor();
    assert.equal(await onDisk('undo.txt'), NUMBERS);
    await blocks('edit').nth(1).getByRole('button', { name: 'Undo' }).click();
    await blocks('edit').nth(1).getByText('undone').waitFor();
    await assert.rejects(onDisk('new.txt'), /ENOENT/);
  });

  it('are undone only with a question when the file changed since', async () => {
    const { page, send, button, blocks, rests, onDisk, folder } = await fixture.begin([
      proposes(edit('changed.txt', 'two', 'TWO')),
      done,
    ]);
    await send('Change it');
    await button('Accept').click();
    await blocks('content').getByText('All done.').waitFor();
    await rests();
    const since = `${await onDisk('changed.txt')}ten\n`;
    await writeFile(path.join(folder, 'changed.txt'), since);
    const dialog = page.getByRole('dialog');

    await button('Undo').click();
    await dialog.getByText('was changed after the edit was accepted').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    assert.equal(await onDisk('changed.txt'), since);
    await button('Undo').click();
    await dialog.getByRole('button', { name: 'Undo and Lose Changes' }).click();
    await blocks('edit').getByText('undone').waitFor();
    assert.equal(await onDisk('changed.txt'), NUMBERS);
  });

  it('move onto a file that changed elsewhere meanwhile, and say so', async () => {
    const { page, send, button, blocks, onDisk, folder, screenshot } = await fixture.begin([
      proposes(edit('moved.txt', 'two', 'TWO')),
      done,
    ]);
    await send('Change it');
    await proposalIn(page).getByText('TWO').waitFor();
    await writeFile(path.join(folder, 'moved.txt'), NUMBERS.replace('eight', 'EIGHT'));
    await blocks('edit').getByText('The file changed meanwhile.').waitFor();
    await proposalIn(page).getByText('EIGHT').waitFor();
    await screenshot('edit-moved');
    assert.equal(await onDisk('moved.txt'), NUMBERS.replace('eight', 'EIGHT'));
    await button('Accept').click();
    await blocks('content').getByText('All done.').waitFor();
    assert.equal(await onDisk('moved.txt'), NUMBERS.replace('eight', 'EIGHT').replace('two', 'TWO'));
  });

  it('that clash with a change of the file say so at once, and are settled in the diff', async () => {
    const { page, send, button, blocks, onDisk, folder, screenshot } = await fixture.begin([
      proposes(edit('clash.txt', 'two', 'TWO')),
      done,
    ]);
    await send('Change it');
    await proposalIn(page).getByText('TWO').waitFor();
    await writeFile(path.join(folder, 'clash.txt'), NUMBERS.replace('two', 'zwei'));
    await blocks('edit').getByRole('alert').getByText('The file changed where this edit applies.').waitFor();
    await page.locator('.monaco-diff-editor .editor.original').getByText('zwei').waitFor();
    await screenshot('edit-stale');
    assert.equal(await onDisk('clash.txt'), NUMBERS.replace('two', 'zwei'));
    await proposalIn(page).getByText('TWO').click();
    await page.keyboard.press('End');
    await page.keyboard.type(' and zwei');
    await button('Accept').click();
    await blocks('content').getByText('All done.').waitFor();
    assert.equal(await onDisk('clash.txt'), NUMBERS.replace('two', 'TWO and zwei'));
  });

  it('that an editor holds unsaved are made on what the person sees', async () => {
    const { page, send, button, blocks, onDisk, screenshot } = await fixture.begin([
      proposes(edit('mine.txt', 'mine', 'yours')),
      done,
    ]);
    await openFile(page, 'mine.txt');
    await page.locator('.editor-instance .view-line').first().click();
    await page.keyboard.press('ControlOrMeta+End');
    await page.keyboard.type('unsaved');
    await page.locator('.editor-instance .view-line', { hasText: 'unsaved' }).waitFor();
    await send('Change it');
    await button('Accept and save').waitFor();
    await button('Open diff').click();
    await page.getByRole('button', { name: 'Accept Edit and Save Your Changes' }).waitFor();
    await screenshot('edit-unsaved');
    await button('Accept and save').click();
    await blocks('content').getByText('All done.').waitFor();
    await activeTab(page, 'mine.txt').waitFor();
    await waitFor('the file to be saved', async () => (await onDisk('mine.txt')) === 'yours\nunsaved');
  });
});
