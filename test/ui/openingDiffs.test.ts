import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Reply } from '../simulator/scenario.ts';
import { diffIn, proposalIn } from './support/editors.ts';
import { panelFixture } from './support/panelFixture.ts';

/** In the ordinary suite; what happens now and then shows in many. */
const ROUNDS = Number(process.env.ASK_KIMI_ROUNDS ?? 1);

describe('diffs that open one right after another', () => {
  const fixture = panelFixture();

  const lines = (word: string) =>
    Array.from({ length: 6_000 }, (_, at) => `export const ${word}${at} = ${at};`).join('\n');
  const files = { 'big.js': lines('before'), 'small.js': 'one\n', 'third.js': 'three\n' };
  const edit = (path: string, from: string) => ({
    name: 'edit_file',
    arguments: { path, edits: [{ old_text: from, new_text: `${from} more` }] },
  });
  const rewrite: Reply = {
    reasoning: 'All of it.',
    toolCalls: [
      { name: 'write_file', arguments: { path: 'big.js', content: lines('after') } },
      edit('small.js', 'one'),
      edit('third.js', 'three'),
    ],
  };
  const done: Reply = { reasoning: 'Good.', content: 'All done.' };
  const begin = () => fixture.begin([rewrite, done], files);
  const failures = (page: Page) => page.getByText('could not be opened due to an unexpected error').count();

  for (let round = 1; round <= ROUNDS; round++) {
    it(`are all there when all are opened at once (${round})`, async () => {
      const { page, panel, send, button } = await begin();
      await send('Rewrite it');
      await button('Open all').click();
      await page.locator('.tab.active', { hasText: 'Edits by Kimi' }).waitFor();
      await page.locator('.multiDiffEntry').first().waitFor();
      assert.equal(await failures(page), 0);
      await button('Accept all').click();
      await panel.getByText('All done.', { exact: true }).waitFor();
      await diffIn(page).first().waitFor({ state: 'detached' });
      assert.equal(await failures(page), 0);
    });

    it(`show the next one when each is accepted as soon as it is asked about (${round})`, async () => {
      const { page, panel, send, button, onDisk } = await begin();
      await send('Rewrite it');
      await button('Accept').first().click();
      await proposalIn(page).getByText('one more').waitFor();
      assert.equal(await failures(page), 0);
      await button('Accept').first().click();
      await proposalIn(page).getByText('three more').waitFor();
      await button('Accept').first().click();
      await panel.getByText('All done.', { exact: true }).waitFor();
      await diffIn(page).first().waitFor({ state: 'detached' });
      assert.equal(await failures(page), 0);
      assert.equal(await onDisk('third.js'), 'three more\n');
    });
  }
});
