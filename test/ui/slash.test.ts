import assert from 'node:assert/strict';
import { runCommand } from '../host/workbench.ts';
import { waitFor } from '../integration/support/waitFor.ts';
import { Gate } from '../simulator/gate.ts';
import type { RecordedRequest } from '../simulator/requestLog.ts';
import { checkAccessibility } from './support/checkAccessibility.ts';
import { panelFixture } from './support/panelFixture.ts';

describe('commands with /', () => {
  const files = {
    'a.txt': 'one\n',
    '.kimi/prompts/greet.md': `---\ndescription: Greets somebody\n---\nGreet $1, \${input:how}.\n`,
    '.github/prompts/check.prompt.md': 'Check everything.\n',
  };
  const fixture = panelFixture({ files });
  const sent = (requests: RecordedRequest[]) =>
    requests.at(-1)?.body?.messages.findLast(({ role }) => role === 'user')?.content;

  it('are found, run, and expand prompts of the repository with their arguments; other slashes are plain text', async () => {
    const { page, panel, input, blocks, requests, rests, screenshot } = await fixture.begin([
      { content: 'Hello Ada.' },
      { content: 'A path.' },
    ]);
    const { keyboard } = page;
    const list = panel.getByRole('listbox', { name: 'Completions' });
    const marked = list.locator('[aria-selected=true]');
    await input.click();
    await keyboard.type('/');
    await list.getByRole('option', { name: '/review' }).waitFor();
    await list.getByRole('option', { name: '/check' }).waitFor();
    await screenshot('slash-list');
    await keyboard.type('gre');
    await marked.getByText('Greets somebody').waitFor();
    await keyboard.press('Tab');
    // It is taken once the list is that of the word as it stands.
    await waitFor('the name in the input', async () => (await input.inputValue()) === '/greet ');
    await keyboard.type('Ada');
    await keyboard.press('Enter');
    await page.locator('.quick-input-widget').getByText('how').first().waitFor();
    await keyboard.type('warmly');
    await keyboard.press('Enter');
    await blocks('content').getByText('Hello Ada.').waitFor();
    await rests();
    assert.equal(sent(requests()), 'Greet Ada, warmly.');
    assert.equal(await input.inputValue(), '');

    // Given up in the middle, it stays in the input.
    await input.click();
    await keyboard.type('/greet Bob');
    await keyboard.press('Enter');
    await page.locator('.quick-input-widget').getByText('how').first().waitFor();
    await keyboard.press('Escape');
    await panel.locator('textarea:focus').waitFor();
    assert.equal(await input.inputValue(), '/greet Bob');

    await input.fill('/usr/bin is a path');
    await input.press('Enter');
    await blocks('content').getByText('A path.').waitFor();
    await rests();
    assert.equal(sent(requests()), '/usr/bin is a path');

    await input.click();
    await keyboard.type('/pla');
    await marked.getByText('/plan').waitFor();
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await panel.getByRole('button', { name: 'Plan', exact: true, pressed: true }).waitFor();
    await waitFor('the input to be empty', async () => (await input.inputValue()) === '');
    await input.fill('/plan');
    await input.press('Enter');
    await panel.getByRole('button', { name: 'Review', exact: true, pressed: true }).waitFor();

    await input.fill('');
    await input.click();
    await keyboard.type('/ne');
    await marked.getByText('/new').waitFor();
    await keyboard.press('Enter');
    await panel.getByRole('heading', { name: 'New session' }).waitFor();
    assert.equal(await input.inputValue(), '');
  });

  it('/compact puts a note in the place of what was said, which stays in sight; prompts wait for it, and Stop ends it', async () => {
    const gate = new Gate();
    const long = 'So many words of no weight. '.repeat(600);
    const note = 'I read **everything**; next is `a.txt`.';
    const window = await fixture.begin([
      { content: `The beginning. ${long}`, pace: 'burst' },
      { reasoning: 'Hm.', content: note, hold: { before: { content: 0 }, until: gate } },
      { content: `The second. ${long}`, pace: 'burst' },
      { reasoning: 'Hm.', hold: { before: { reasoning: 1 }, until: new Gate() } },
      { reasoning: 'Hm.', content: note },
    ]);
    const { page, panel, input, blocks, button, requests, rests, send } = window;
    await send('Say much');
    await rests();
    const tokens = panel.locator('.tokens span').first();
    const before = await tokens.textContent();
    await input.click();
    await page.keyboard.type('/comp');
    await panel.locator('[role=listbox] [aria-selected=true]').getByText('/compact').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type('the weight');
    await page.keyboard.press('Enter');
    await blocks('compaction')
      .getByText(/^Compacting…/)
      .waitFor();
    await waitFor('the input to be empty', async () => (await input.inputValue()) === '');
    await gate.reached;
    await input.fill('What now?');
    // There is no step that could read it.
    assert.equal(await button('Steer').count(), 0);
    await button('Queue').click();
    const queued = panel.getByRole('list', { name: 'Queue' }).getByRole('listitem').filter({ hasText: 'What now?' });
    await queued.getByText('Waits until the session is compacted.').waitFor();
    assert.equal(await queued.getByRole('button', { name: 'Steer now' }).count(), 0);
    gate.open();
    await blocks('content').getByText('The second.').waitFor();
    await rests();
    assert.notEqual(await tokens.textContent(), before);
    assert.match(JSON.stringify(requests()[1]?.body?.messages), /the weight/);
    assert.doesNotMatch(JSON.stringify(requests()[2]?.body?.messages), /The beginning/);
    const summary = blocks('compaction').getByText(/^Compacted: [\d.]+K → [\d.]+K tokens$/);
    // Far from the view nothing stands in the page: the prompt after it is next to it.
    await runCommand(page, 'Ask Kimi: Go to the Previous Prompt');
    await panel.locator('article:focus', { hasText: 'What now?' }).waitFor();
    await summary.click();
    await blocks('compaction').locator('strong').getByText('everything').waitFor();
    await blocks('compaction').getByText('To keep in mind: the weight').waitFor();
    await blocks('content').getByText('The beginning.').waitFor({ state: 'attached' });
    await summary.scrollIntoViewIfNeeded();
    await checkAccessibility(window, 'compaction');
    await button('Jump to latest').click();

    await runCommand(page, 'Ask Kimi: Compact Session');
    await waitFor('the request for the second note', () => requests().length === 4);
    await button('Stop').click();
    await blocks('compaction').getByText('Not compacted: you stopped it.').waitFor();
    await rests();
    await panel.locator('.tokens').click();
    await button('Compact the session').click();
    // The first one is out of the page by now.
    await blocks('compaction')
      .last()
      .getByText(/^Compacted: /)
      .waitFor();
    await rests();
    await button('Compact the session').click();
    await page.getByText('There is too little in this session to compact.').first().waitFor();
  });
});
