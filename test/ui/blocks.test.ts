import assert from 'node:assert/strict';
import { waitFor } from '../integration/support/waitFor.ts';
import { Gate } from '../simulator/gate.ts';
import { openFile } from './support/editors.ts';
import type { OpenPanel } from './support/openPanel.ts';
import { panelFixture } from './support/panelFixture.ts';

describe('blocks while they stream', () => {
  const fixture = panelFixture({ files: { 'notes.js': '// here\n', 'other.txt': 'one\ntwo\n' } });

  const answer = [
    '## Two ways',
    'The **first** is `shorter`:',
    '```js\nconst total = prices.reduce((sum, price) => sum + price, 0);\n```',
    '| way | lines |\n|---|---|\n| first | 1 |',
  ].join('\n\n');

  it('reasoning is open while it streams, closed after, and says how long it took', async () => {
    const gate = new Gate();
    const { blocks, send, rests } = await fixture.begin([
      { reasoning: 'Let me think this through.', content: 'Done.', hold: { before: { content: 0 }, until: gate } },
    ]);
    await send('Think');
    await gate.reached;
    await blocks('reasoning').getByText('Let me think this through.').waitFor();
    await blocks('reasoning')
      .getByText(/^Reasoning… \d+ s$/)
      .waitFor();
    gate.open();
    await rests();
    await blocks('reasoning')
      .getByText(/^Reasoned for \d+ s$/)
      .waitFor();
    await blocks('reasoning').getByText('Let me think this through.').waitFor({ state: 'hidden' });
    await blocks('reasoning').locator('summary').click();
    await blocks('reasoning').getByText('Let me think this through.').waitFor();
  });

  it('reasoning that the person closed or opened stays so', async () => {
    const gates = [new Gate(), new Gate()] as const;
    const { blocks, send, rests } = await fixture.begin([
      {
        reasoning: 'First thought. Second thought.',
        content: 'Done.',
        hold: [
          { before: { reasoning: 2 }, until: gates[0] },
          { before: { content: 0 }, until: gates[1] },
        ],
      },
    ]);
    await send('Think');
    await blocks('reasoning').getByText('First thought.').waitFor();
    await blocks('reasoning').locator('summary').click();
    gates[0].open();
    await gates[1].reached;
    await blocks('reasoning').getByText('First thought.').waitFor({ state: 'hidden' });
    await blocks('reasoning').locator('summary').click();
    await blocks('reasoning').getByText('Second thought.').waitFor();
    gates[1].open();
    await rests();
    assert.equal(await blocks('reasoning').getByText('Second thought.').isVisible(), true);
  });

  it('content is Markdown with coloured code, also while it streams', async () => {
    const gate = new Gate();
    const { blocks, send, rests } = await fixture.begin([
      { reasoning: 'Hm.', content: answer, hold: { before: { content: 3 }, until: gate } },
    ]);
    await send('Two ways');
    await blocks('content').getByRole('heading', { name: 'Two ways' }).waitFor();
    gate.open();
    await rests();
    await blocks('content').locator('strong').getByText('first').waitFor();
    await blocks('content').getByRole('cell', { name: 'first' }).waitFor();
    await blocks('content').locator('pre .hljs-keyword').getByText('const').waitFor();
  });

  async function answered(): Promise<OpenPanel> {
    const panel = await fixture.begin([{ reasoning: 'Hm.', content: answer }]);
    await panel.send('Two ways');
    await panel.rests();
    return panel;
  }

  it('code is copied, and inserted at the cursor', async () => {
    const { page, button } = await answered();
    await button('Copy').click();
    await waitFor('the copy', async () => {
      const text = await page.evaluate(() => navigator.clipboard.readText());
      return text.startsWith('const total =');
    });
    await openFile(page, 'notes.js');
    await page.keyboard.press('ControlOrMeta+End');
    await button('Insert at cursor').click();
    await page.locator('.editor-instance .view-line', { hasText: 'const total' }).waitFor();
  });

  it('code is applied through a diff, and is on disk only when accepted', async () => {
    const { page, button, onDisk } = await answered();
    await openFile(page, 'other.txt');
    await page.keyboard.press('ControlOrMeta+Home');
    await page.keyboard.press('Shift+End');
    await button('Apply in editor').click();
    const proposal = page.locator('.monaco-diff-editor .editor.modified');
    await proposal.getByText('const total = prices').waitFor();
    assert.equal(await onDisk('other.txt'), 'one\ntwo\n');
    await page.getByRole('button', { name: /^Accept Edit/ }).click();
    await page.locator('.monaco-diff-editor').waitFor({ state: 'detached' });
    assert.equal(await onDisk('other.txt'), 'const total = prices.reduce((sum, price) => sum + price, 0);\ntwo\n');
  });
});
