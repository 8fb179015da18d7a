import assert from 'node:assert/strict';
import { runCommand } from '../host/workbench.ts';
import { panelFixture } from './support/panelFixture.ts';

const FILES = {
  'tsconfig.json': '{ "compilerOptions": { "strict": true, "types": [] } }\n',
  'src/price.ts': '/** In cents. */\nexport function price(cents: number): number {\n  return cents;\n}\n',
  'src/cart.ts': "import { price } from './price';\n\nexport const total = price(1) + price(2);\n",
  'src/receipt.ts': "import { price } from './price';\n\nexport const tea = price(3);\n",
};

describe('language servers in the panel', () => {
  const fixture = panelFixture({ files: FILES });

  it('are asked in one line each; a renaming shows all its files together, each decided by itself', async () => {
    const { page, panel, send, button, blocks, rests, onDisk, requests, screenshot } = await fixture.begin([
      {
        reasoning: 'Who uses it?',
        toolCalls: [
          { name: 'inspect_code', arguments: { what: 'references', symbol: 'price', path: 'src/price.ts' } },
          { name: 'inspect_code', arguments: { what: 'hover', symbol: 'price', path: 'src/price.ts' } },
        ],
      },
      {
        reasoning: 'Rename it.',
        toolCalls: [
          { name: 'refactor', arguments: { action: 'rename', symbol: 'price', to: 'cost', path: 'src/price.ts' } },
        ],
      },
      { content: 'Renamed.' },
    ]);
    await send('Call it cost');
    await panel.getByText('3 edits wait for you').waitFor();
    await panel.getByText('Looked up 2 symbols').click();
    const cards = blocks('tool').locator('summary');
    await cards.filter({ hasText: 'References' }).getByText('5 in 3 files').waitFor();
    await cards.filter({ hasText: 'Rename' }).getByText('price → cost').waitFor();
    await runCommand(page, 'Ask Kimi: Review All Edits');
    await page.locator('.multiDiffEditor, .multi-diff-editor').first().waitFor();
    await screenshot('languages');
    const card = (file: string) => blocks('edit').filter({ hasText: file });
    await card('receipt.ts').getByRole('button', { name: 'Reject' }).click();
    await card('receipt.ts').getByRole('textbox').press('Enter');
    await panel.getByText('2 edits wait for you').waitFor();
    await button('Accept all').click();
    await blocks('content').getByText('Renamed.').waitFor();
    await rests();
    await cards.filter({ hasText: 'Rename' }).getByText('2 of 3 files').waitFor();
    assert.equal(await onDisk('src/price.ts'), FILES['src/price.ts'].replace('price', 'cost'));
    assert.equal(
      await onDisk('src/cart.ts'),
      FILES['src/cart.ts'].replaceAll('price', 'cost').replace('/cost', '/price'),
    );
    assert.equal(await onDisk('src/receipt.ts'), FILES['src/receipt.ts']);
    const result = requests()
      .at(-1)
      ?.body?.messages.findLast(({ role }) => role === 'tool');
    assert.match(String(result?.content), /receipt\.ts is unchanged: the person refused/);
    await screenshot('languages-done');
  });
});
