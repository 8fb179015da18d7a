import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { RecordedRequest } from '../simulator/requestLog.ts';
import { commitAll } from '../unit/support/gitFolder.ts';
import { checkAccessibility } from './support/checkAccessibility.ts';
import { openFile } from './support/editors.ts';
import { panelFixture } from './support/panelFixture.ts';

const CODE = 'export function area(width: number) {\n  return width * width;\n}\n';

describe('mentioning with @', () => {
  const fixture = panelFixture({
    files: {
      'src/shapes.ts': CODE,
      'src/deep/colours.ts': 'export const red = 1;\n',
      '.env': 'KEY=1\n',
      'notes.md': '# One\n',
    },
  });
  const sent = (requests: RecordedRequest[]) =>
    String(requests.at(-1)?.body?.messages.findLast(({ role }) => role === 'user')?.content);

  it('finds files, folders, symbols and changes by keyboard alone, shows what goes along, and sends it', async () => {
    const window = await fixture.begin([{ content: 'Seen.' }]);
    const { page, panel, input, button, folder, requests, rests, blocks, screenshot } = window;
    const { keyboard } = page;
    const list = panel.getByRole('listbox', { name: 'Completions' });
    const marked = list.locator('[aria-selected=true]');
    commitAll(folder);
    await writeFile(path.join(folder, 'notes.md'), '# Two\n');
    await openFile(page, 'shapes.ts');

    await input.click();
    await keyboard.type('Compare @');
    await list.getByRole('option', { name: 'shapes.ts' }).waitFor();
    await list.getByRole('option', { name: 'Unstaged changes' }).waitFor();
    await checkAccessibility(window, 'mentions');
    assert.equal(await input.getAttribute('aria-activedescendant'), await marked.getAttribute('id'));
    await keyboard.type('colo');
    await marked.getByText('colours.ts').waitFor();
    await keyboard.press('Enter');
    await button('Remove colours.ts').waitFor();
    assert.equal(await input.inputValue(), 'Compare @src/deep/colours.ts ');

    await keyboard.type('with @src');
    await list.getByRole('option', { name: 'src/' }).first().waitFor();
    await marked.getByText('src/', { exact: true }).waitFor();
    await keyboard.press('Tab');
    await button('Remove src/').waitFor();

    await keyboard.type('and @changes');
    await marked.getByText('Unstaged changes').waitFor();
    await keyboard.press('Enter');
    await button('Remove Unstaged changes').waitFor();

    await keyboard.type('@#are');
    await marked.getByText('area', { exact: true }).waitFor({ timeout: 30_000 });
    await screenshot('mentions-list');
    await keyboard.press('Enter');
    await button('Remove area').waitFor();

    // Removed by keyboard, the focus goes back to the input.
    await keyboard.press('Shift+Tab');
    await keyboard.press('Shift+Tab');
    await keyboard.press('Delete');
    await panel.locator('textarea:focus').waitFor();
    await screenshot('mentions-chips');
    assert.deepEqual(await panel.locator('.chip:not(.offered) .chip-tokens').count(), 3);

    await keyboard.type('@zzzzqq');
    await list.waitFor({ state: 'detached' });
    await keyboard.press('Backspace');
    await keyboard.type(' @no');
    await list.waitFor();
    await keyboard.press('Escape');
    await list.waitFor({ state: 'detached' });
    await keyboard.type('t');
    await keyboard.press('Enter');
    await blocks('content').getByText('Seen.').waitFor();
    await rests();
    const prompt = sent(requests());
    assert.match(prompt, /<file path="src\/deep\/colours.ts">\nexport const red = 1;/);
    assert.match(prompt, /<folder path="src">[\s\S]*shapes\.ts/);
    assert.match(prompt, /<changes of="unstaged">[\s\S]*-# One\n\+# Two/);
    assert.match(prompt, /@not$/);
  });

  it('asks before it attaches what may hold keys, or fetches from this machine', async () => {
    const { page, panel, input, button, send, requests, rests } = await fixture.begin([{ content: 'Read.' }]);
    const dialog = page.getByRole('dialog').or(page.locator('.monaco-dialog-box'));
    const { keyboard } = page;
    let visits = 0;
    const server = createServer((_request, response) => {
      visits += 1;
      response.setHeader('content-type', 'text/html').end('<title>Local</title><p>Hello from the page</p>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      await input.click();
      await keyboard.type('@.env');
      await panel.locator('[aria-selected=true]').getByText('.env').waitFor();
      await keyboard.press('Enter');
      await dialog.getByText('may hold keys or passwords').first().waitFor();
      await keyboard.press('Escape');
      await dialog.first().waitFor({ state: 'detached' });
      assert.equal(await button('Remove .env').count(), 0);

      const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/page`;
      await input.click();
      await keyboard.type(`@${address}`);
      await panel.locator('[aria-selected=true]').getByText(address).waitFor();
      await keyboard.press('Enter');
      await dialog.getByText('leads to your machine').first().waitFor();
      assert.equal(visits, 0);
      await dialog.getByRole('button', { name: 'Fetch' }).click();
      await button(`Remove ${address.replace('http://', '')}`).waitFor();
      await send('What does it say?');
      await rests();
      assert.match(sent(requests()), /no instruction:\n<page of="http:\/\/127[\s\S]*Hello from the page/);
    } finally {
      server.close();
    }
  });
});
