import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { runCommand } from '../host/workbench.ts';
import { waitFor } from '../integration/support/waitFor.ts';
import type { Completion, ScriptedToolCall } from '../simulator/scenario.ts';
import { diffIn, proposalIn } from './support/editors.ts';
import { panelFixture } from './support/panelFixture.ts';

const NUMBERS = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n';

describe('edits that wait, outside of the panel', () => {
  const fixture = panelFixture();
  const files = { 'a.txt': NUMBERS, 'src/b.txt': NUMBERS, 'src/gone.txt': NUMBERS, 'old.txt': NUMBERS };

  const call = (name: string, args: Record<string, unknown>): ScriptedToolCall => ({ name, arguments: args });
  const edit = (file: string, old_text: string, new_text: string): ScriptedToolCall =>
    call('edit_file', { path: file, edits: [{ old_text, new_text }] });
  const proposes = (...toolCalls: ScriptedToolCall[]): Completion => ({ reasoning: 'Change it.', toolCalls });
  const done: Completion = { reasoning: 'Good.', content: 'All done.' };

  const openView = async (page: Page, name: string): Promise<void> =>
    await page
      .locator('.activitybar')
      .getByRole('tab', { name: new RegExp(`^${name}`) })
      .click();
  const inSourceControl = (page: Page, name: string): Locator =>
    page.locator('.scm-view .monaco-list-row', { hasText: name });
  /** A file in the Explorer that is marked with words that begin like these. */
  const marked = (page: Page, name: string, words: string): Locator =>
    page.locator(`.explorer-folders-view .monaco-icon-label[aria-label*=${JSON.stringify(`${name} • ${words}`)}]`);
  const onRow = async (page: Page, row: string, button: RegExp): Promise<void> => {
    await inSourceControl(page, row).hover();
    await inSourceControl(page, row).getByRole('button', { name: button }).click();
  };

  it('are a group in the Source Control view, where each file is opened, accepted and rejected', async () => {
    const { page, panel, send, blocks, onDisk, requests, screenshot } = await fixture.begin(
      [
        proposes(
          edit('a.txt', 'two\nthree\n', 'TWO\n'),
          call('write_file', { path: 'src/new.txt', content: 'new\nfile\n' }),
          call('delete_file', { path: 'src/gone.txt' }),
          call('rename_file', { path: 'old.txt', to: 'src/young.txt' }),
        ),
        done,
      ],
      files,
    );
    await send('Change four files');
    await panel.getByText('4 edits wait for you').waitFor();
    await openView(page, 'Source Control');
    const row = (name: string, words: string) => page.getByRole('treeitem', { name: `${name}, ${words}` });
    await row('a.txt', 'Edit by Kimi waits for you: +1 −2').click();
    await row('new.txt', 'New file by Kimi waits for you: +2 −0').waitFor();
    await row('gone.txt', 'Deletion by Kimi waits for you: +0 −9').locator('.strikethrough').waitFor();
    await row('young.txt', 'Renaming by Kimi waits for you: from old.txt').waitFor();
    await proposalIn(page).getByText('TWO').waitFor();
    await screenshot('source-control');

    await onRow(page, 'new.txt', /^Accept Edit/);
    await inSourceControl(page, 'new.txt').waitFor({ state: 'detached' });
    assert.equal(await onDisk('src/new.txt'), 'new\nfile\n');
    await onRow(page, 'gone.txt', /^Reject Edit/);
    await page.locator('.quick-input-widget input').fill('It is still needed');
    await page.keyboard.press('Enter');
    await inSourceControl(page, 'gone.txt').waitFor({ state: 'detached' });
    assert.equal(await onDisk('src/gone.txt'), NUMBERS);
    await onRow(page, 'Edits by Kimi', /^Accept All Edits/);
    await inSourceControl(page, 'Edits by Kimi').waitFor({ state: 'detached' });
    await diffIn(page).waitFor({ state: 'detached' });
    assert.equal(await onDisk('a.txt'), NUMBERS.replace('two\nthree\n', 'TWO\n'));
    assert.equal(await onDisk('src/young.txt'), NUMBERS);
    await runCommand(page, 'Ask Kimi: Ask');
    await blocks('content').getByText('All done.').waitFor();
    assert.match(JSON.stringify(requests().at(-1)?.body?.messages), /It is still needed/);
  });

  it('are rejected together from the group, with a reason that the model reads of each', async () => {
    const { page, panel, send, blocks, requests, onDisk } = await fixture.begin(
      [proposes(edit('a.txt', 'two', 'TWO'), edit('src/b.txt', 'two', 'TWO')), done],
      files,
    );
    await send('Change both');
    await panel.getByText('2 edits wait for you').waitFor();
    await openView(page, 'Source Control');
    await onRow(page, 'Edits by Kimi', /^Reject All Edits/);
    await page.locator('.quick-input-widget input').fill('Not now');
    await page.keyboard.press('Enter');
    await inSourceControl(page, 'Edits by Kimi').waitFor({ state: 'detached' });
    await runCommand(page, 'Ask Kimi: Ask');
    await blocks('content').getByText('All done.').waitFor();
    const results = requests()
      .at(-1)
      ?.body?.messages.filter(({ role }) => role === 'tool');
    assert.equal(results?.filter(({ content }) => JSON.stringify(content).includes('Not now')).length, 2);
    assert.equal(await onDisk('a.txt'), NUMBERS);
  });

  it('are marked in the Explorer until they are decided, also in a reloaded window that never opens the panel', async () => {
    const { page, panel, send, onDisk, screenshot } = await fixture.begin(
      [proposes(edit('a.txt', 'two', 'TWO'), call('delete_file', { path: 'old.txt' })), done],
      files,
    );
    await send('Change both');
    await panel.getByText('2 edits wait for you').waitFor();
    await openView(page, 'Explorer');
    await marked(page, 'a.txt', 'Edit by Kimi waits for you: +1 −1').waitFor();
    await marked(page, 'old.txt', 'Deletion by Kimi waits for you').waitFor();
    await screenshot('explorer-marks');

    const loaded = page.waitForEvent('load');
    await runCommand(page, 'Developer: Reload Window');
    await loaded;
    await marked(page, 'a.txt', 'Edit by Kimi waits for you').waitFor({ timeout: 60_000 });
    await openView(page, 'Source Control');
    await inSourceControl(page, 'old.txt').waitFor();
    await onRow(page, 'a.txt', /^Accept Edit/);
    await waitFor('the edit', async () => (await onDisk('a.txt')) === NUMBERS.replace('two', 'TWO'));
    await inSourceControl(page, 'a.txt').waitFor({ state: 'detached' });
    await openView(page, 'Explorer');
    await marked(page, 'old.txt', 'Deletion by Kimi waits for you').waitFor();
    assert.equal(await marked(page, 'a.txt', 'Edit by Kimi').count(), 0);
  });

  it('are told apart in a window with several folders', async () => {
    const workspace = JSON.stringify({ folders: [{ path: 'left' }, { path: 'right' }] });
    const { page, panel, send, onDisk, folder } = await fixture.open({
      files: {
        'two.code-workspace': workspace,
        'left/a.txt': NUMBERS,
        'right/a.txt': NUMBERS,
      },
      workspaceFile: 'two.code-workspace',
      scenario: [proposes(edit('left/a.txt', 'two', 'LEFT'), edit('right/a.txt', 'two', 'RIGHT')), done],
    });
    // A window that reads its workspace's file before it is connected has no folders until the file changes.
    const suggestions = panel.getByRole('list', { name: 'Suggestions' });
    for (let lines = 1; !(await appears(suggestions)); lines += 1) {
      await writeFile(path.join(folder, 'two.code-workspace'), workspace + '\n'.repeat(lines));
    }
    await send('Change both');
    await panel.getByText('2 edits wait for you').waitFor();
    await openView(page, 'Source Control');
    const right = page.locator('.scm-view .monaco-list-row', { hasText: 'a.txt' }).filter({ hasText: 'right' });
    await right.click();
    await proposalIn(page).getByText('RIGHT').waitFor();
    await right.getByRole('button', { name: /^Accept Edit/ }).click();
    await right.waitFor({ state: 'detached' });
    assert.equal(await onDisk('right/a.txt'), NUMBERS.replace('two', 'RIGHT'));
    assert.equal(await onDisk('left/a.txt'), NUMBERS);
  });
});

async function appears(element: Locator): Promise<boolean> {
  return await element.waitFor({ timeout: 3_000 }).then(
    () => true,
    () => false,
  );
}
