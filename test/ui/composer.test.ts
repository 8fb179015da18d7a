import assert from 'node:assert/strict';
import { Gate } from '../simulator/gate.ts';
import type { RecordedRequest } from '../simulator/requestLog.ts';
import { panelFixture } from './support/panelFixture.ts';

describe('the composer', () => {
  const fixture = panelFixture({ files: { 'notes.txt': 'one\n' } });

  const hello = { reasoning: 'A greeting.', content: 'Hello!' };
  const lastPrompt = (requests: RecordedRequest[]) =>
    requests.at(-1)?.body?.messages.findLast(({ role }) => role === 'user')?.content;

  it('sends with Enter, and begins a new line with Shift+Enter', async () => {
    const { page, input, requests, rests, blocks } = await fixture.begin([hello]);
    await input.click();
    await page.keyboard.type('one');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('two');
    assert.equal(await input.inputValue(), 'one\ntwo');
    assert.deepEqual(requests(), []);
    await page.keyboard.press('Enter');
    await blocks('content').getByText('Hello!').waitFor();
    await rests();
    assert.equal(lastPrompt(requests()), 'one\ntwo');
    assert.equal(await input.inputValue(), '');
  });

  it('leaves Enter to an input method that composes', async () => {
    const { page, input, requests, blocks } = await fixture.begin([hello]);
    const keyboard = await page.context().newCDPSession(page);
    await input.click();
    await keyboard.send('Input.imeSetComposition', { text: 'にほ', selectionStart: 2, selectionEnd: 2 });
    await page.keyboard.press('Enter');
    assert.deepEqual(requests(), []);
    await keyboard.send('Input.insertText', { text: 'にほん' });
    assert.match(await input.inputValue(), /にほん/);
    assert.equal(await blocks('user').count(), 0);
    await page.keyboard.press('Enter');
    await blocks('content').getByText('Hello!').waitFor();
    assert.match(String(lastPrompt(requests())), /にほん/);
  });

  it('shows Stop in place of Send while Kimi works, and keeps what is typed meanwhile', async () => {
    const gate = new Gate();
    const { page, input, send, rests, button, blocks, requests } = await fixture.begin([
      { ...hello, hold: { before: { content: 0 }, until: gate } },
      { reasoning: 'More.', content: 'As you like.' },
    ]);
    await send('Hi');
    await gate.reached;
    await button('Stop').waitFor();
    assert.equal(await button('Send').count(), 0);
    await input.click();
    await page.keyboard.type('and then');
    await page.keyboard.press('Enter');
    gate.open();
    await rests();
    assert.equal(await input.inputValue(), 'and then');
    assert.equal(requests().length, 1);
    await button('Send').click();
    await blocks('content').getByText('As you like.').waitFor();
    assert.equal(lastPrompt(requests()), 'and then');
  });

  it('keeps the prompt when it cannot be sent, and says what to do', async () => {
    const { panel, simulator, input, blocks } = await fixture.begin([hello]);
    const settings = (baseUrl: string) => ({ 'askKimi.endpoint': 'custom', 'askKimi.baseUrl': baseUrl });
    await fixture.server().writeSettings('machine', settings('http://example.com/v1'));
    await panel.getByRole('alert').getByText('The address in askKimi.baseUrl is not encrypted.').first().waitFor();
    await input.fill('Hi');
    await input.press('Enter');
    await panel.getByRole('alert').nth(1).waitFor();
    assert.equal(await input.inputValue(), 'Hi');
    await fixture.server().writeSettings('machine', settings(simulator.url));
    await panel.getByRole('alert').nth(1).waitFor({ state: 'detached' });
    await input.press('Enter');
    await blocks('content').getByText('Hello!').waitFor();
    assert.equal(await input.inputValue(), '');
    assert.equal(await panel.getByRole('alert').count(), 0);
  });

  it('keeps the draft across a reload', async () => {
    const { input, reload } = await fixture.begin([]);
    await input.fill('half a thought\nand more');
    await reload();
    assert.equal(await input.inputValue(), 'half a thought\nand more');
    await input.fill('');
  });
});
