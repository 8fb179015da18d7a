import assert from 'node:assert/strict';
import { waitFor } from '../integration/support/waitFor.ts';
import type { RecordedRequest } from '../simulator/requestLog.ts';
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
    assert.equal(await input.inputValue(), '/greet ');
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
});
