import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from '../host/workbench.ts';
import { waitFor } from '../integration/support/waitFor.ts';
import type { Completion, ScriptedToolCall } from '../simulator/scenario.ts';
import { openFile } from './support/editors.ts';
import { panelFixture } from './support/panelFixture.ts';

const NUMBERS = 'one\ntwo\nthree\nfour\nfive\n';

describe('checkpoints', () => {
  const fixture = panelFixture({
    files: { 'a.txt': NUMBERS, 'b.txt': NUMBERS, 'c.txt': NUMBERS, 'd.txt': NUMBERS, 'e.txt': NUMBERS },
    settings: { 'askKimi.approvals': 'auto' },
  });

  const edit = (file: string, old_text: string, new_text: string): ScriptedToolCall => ({
    name: 'edit_file',
    arguments: { path: file, edits: [{ old_text, new_text }] },
  });
  const create = (file: string): ScriptedToolCall => ({
    name: 'write_file',
    arguments: { path: file, content: 'new\n' },
  });
  const changes = (...toolCalls: ScriptedToolCall[]): Completion => ({ reasoning: 'Change it.', toolCalls });
  const done = (content: string): Completion => ({ content });

  it('show what a turn changed; it is reviewed, undone and redone', async () => {
    const { page, send, button, blocks, rests, onDisk, screenshot } = await fixture.begin([
      changes(edit('a.txt', 'two', 'TWO'), create('made.txt'), {
        name: 'run_command',
        arguments: { command: 'echo six >> b.txt' },
      }),
      done('All done.'),
    ]);
    await send('Change them');
    await rests();
    const summary = blocks('changes');
    await summary.getByText('3 files changed').waitFor();
    await summary.locator('summary').click();
    await screenshot('checkpoints-changes');
    await summary.getByRole('button', { name: 'a.txt', exact: true }).click();
    await page.locator('.tab', { hasText: 'a.txt (changed by Kimi)' }).waitFor();
    await page.locator('.monaco-diff-editor .editor.original').getByText('two').waitFor();
    await button('Review changes').click();
    await page.locator('.tab', { hasText: 'Changes by Kimi' }).waitFor();
    await page.locator('.multiDiffEditor, .multi-diff-editor').first().getByText('TWO').first().waitFor();
    await screenshot('checkpoints-review');

    await button('Undo b.txt').click();
    await summary.getByRole('listitem').getByText('undone').waitFor();
    assert.equal(await onDisk('b.txt'), NUMBERS);
    await button('Undo turn').click();
    await waitFor('the files to be as before', async () => (await onDisk('a.txt')) === NUMBERS);
    await button('Undo turn').waitFor({ state: 'detached' });
    await assert.rejects(onDisk('made.txt'), /ENOENT/);
    await screenshot('checkpoints-undone');
    await button('Redo').click();
    await waitFor('the files to be back', async () => (await onDisk('a.txt')) === NUMBERS.replace('two', 'TWO'));
    await button('Undo turn').waitFor();
    assert.equal(await onDisk('made.txt'), 'new\n');
    await button('Redo').click();
    await button('Redo').waitFor({ state: 'detached' });
    assert.equal(await onDisk('b.txt'), `${NUMBERS}six\n`);
  });

  it('bring files and conversation back to before a message, after a preview, and ask about what the person changed', async () => {
    const { page, input, folder, send, button, blocks, rests, onDisk, screenshot } = await fixture.begin([
      changes(edit('c.txt', 'two', 'TWO')),
      done('First done.'),
      changes(edit('c.txt', 'three', 'THREE'), edit('d.txt', 'two', 'TWO'), create('later.txt')),
      done('Second done.'),
    ]);
    await send('First change');
    await rests();
    await send('Second change');
    await blocks('content').getByText('Second done.').waitFor();
    await rests();
    const mine = `${await onDisk('d.txt')}mine\n`;
    await writeFile(path.join(folder, 'd.txt'), mine);
    await input.fill('Something half typed');

    const pick = page.locator('.quick-input-widget');
    await button('Restore to here').nth(1).click();
    await pick.getByText('Files and conversation').waitFor();
    await screenshot('checkpoints-choice');
    await page.keyboard.press('Enter');
    await button('Keep my changes').waitFor();
    await page.locator('.multiDiffEditor, .multi-diff-editor').first().getByText('THREE').first().waitFor();
    await screenshot('checkpoints-preview');
    assert.equal(await onDisk('d.txt'), mine, 'a preview changes nothing');
    await button('Keep my changes').click();

    await blocks('user').nth(1).waitFor({ state: 'detached' });
    await page.locator('.tab', { hasText: 'Restore by Ask Kimi' }).waitFor({ state: 'detached' });
    assert.equal(await onDisk('c.txt'), NUMBERS.replace('two', 'TWO'));
    assert.equal(await onDisk('d.txt'), mine);
    await assert.rejects(onDisk('later.txt'), /ENOENT/);
    assert.equal(await input.inputValue(), 'Second change\nSomething half typed');
    await screenshot('checkpoints-restored');
    await button('Redo').click();
    await blocks('content').getByText('Second done.').waitFor();
    await waitFor('the files to be back', async () => (await onDisk('c.txt')).includes('THREE'));
    assert.equal(await onDisk('later.txt'), 'new\n');
    await waitFor('the draft to be what it was', async () => (await input.inputValue()).includes('half typed'));
  });

  it('ask before an undoing takes away what the person typed and did not save', async () => {
    const { page, send, button, blocks, rests, onDisk } = await fixture.begin([
      changes(edit('e.txt', 'two', 'TWO')),
      done('All done.'),
    ]);
    await send('Change it');
    await rests();
    const changed = NUMBERS.replace('two', 'TWO');
    await openFile(page, 'e.txt');
    await page.locator('.editor-instance .view-line').first().click();
    await page.keyboard.press('ControlOrMeta+End');
    await page.keyboard.type('unsaved');
    const typed = page.locator('.editor-instance .view-line', { hasText: 'unsaved' });
    await typed.waitFor();
    const dialog = page.getByRole('dialog');
    await button('Undo turn').click();
    await dialog.getByText('You changed files since: e.txt').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    assert.equal(await onDisk('e.txt'), changed);
    await typed.waitFor();

    await runCommand(page, "Ask Kimi: Undo the Last Turn's Changes");
    await dialog.getByRole('button', { name: 'Undo Anyway' }).click();
    await blocks('changes').getByText('undone').waitFor();
    assert.equal(await onDisk('e.txt'), NUMBERS);
    await typed.waitFor({ state: 'detached' });
    await runCommand(page, 'Ask Kimi: Redo What Was Undone or Restored');
    await waitFor('what the person typed', async () => (await onDisk('e.txt')) === `${changed}unsaved`);
    await typed.waitFor();
  });
});
