import assert from 'node:assert/strict';
import { withoutMarks } from '../unit/support/withoutMarks.ts';
import { panelFixture } from './support/panelFixture.ts';

describe('finding in the panel', () => {
  const fixture = panelFixture();

  it('a search, files by name and an outline say what they found', async () => {
    const { blocks, send, rests, requests, screenshot } = await fixture.begin([
      {
        reasoning: 'Look around.',
        toolCalls: [
          { name: 'search_text', arguments: { pattern: 'cart', context: 1 } },
          { name: 'search_text', arguments: { pattern: 'import', show: 'files' } },
          { name: 'find_files', arguments: { name: 'crttest' } },
          { name: 'find_files', arguments: { name: '**/*.js' } },
          { name: 'outline', arguments: {} },
        ],
      },
      { content: 'Seen.' },
    ]);
    await send('Look around');
    await rests();
    const group = blocks('group').locator('summary').first();
    assert.equal((await group.innerText()).trim(), 'Searched 4 times, listed files');
    await group.click();
    const cards = await blocks('tool').locator('summary').allInnerTexts();
    assert.equal(cards.length, 5);
    assert.match(cards[0] ?? '', /Search\s+cart\s+\d+ in \d+ files/);
    assert.match(cards[2] ?? '', /Find\s+crttest\s+\d+ entr/);
    assert.match(cards[4] ?? '', /Outline\s+\d+ entries/);
    const results = requests()
      .at(-1)
      ?.body?.messages.filter(({ role }) => role === 'tool')
      .map(({ content }) => withoutMarks(String(content)));
    assert.equal(results?.[2]?.split('\n')[0], 'test/cart.test.js');
    assert.match(results?.[4] ?? '', /^src\/ \(4\)\n {2}cart\.js 1 KB/m);
    await blocks('tool').nth(4).locator('summary').click();
    await screenshot('finding');
  });
});
