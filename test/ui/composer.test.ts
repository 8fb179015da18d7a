import assert from 'node:assert/strict';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { waitFor } from '../integration/support/waitFor.ts';
import { Gate } from '../simulator/gate.ts';
import type { RecordedRequest } from '../simulator/requestLog.ts';
import { withoutMarks } from '../unit/support/withoutMarks.ts';
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

  it('takes prompts while Kimi works: Enter queues them, Ctrl+Enter steers, and what waits can be changed', async () => {
    const gate = new Gate();
    const { page, panel, input, send, rests, button, blocks, requests, screenshot } = await fixture.begin([
      {
        reasoning: 'Look.',
        toolCalls: [{ name: 'list_files', arguments: {} }],
        hold: { before: { reasoning: 0 }, until: gate },
      },
      { content: 'In French.' },
      { content: 'And then that.' },
    ]);
    const { keyboard } = page;
    const queue = panel.getByRole('list', { name: 'Queue' }).getByRole('listitem');
    await send('First');
    await gate.reached;
    await button('Stop').waitFor();
    assert.equal(await button('Send').count(), 0);
    await input.click();
    await keyboard.type('and then');
    await keyboard.press('Enter');
    await queue.getByText('and then').waitFor();
    assert.equal(await input.inputValue(), '');
    await keyboard.type('never mind');
    await button('Queue').click();
    await queue.nth(1).waitFor();
    await input.click();
    await keyboard.type('in French');
    await keyboard.press('ControlOrMeta+Enter');
    await queue.nth(2).getByText('Kimi reads it with the next step.').waitFor({ state: 'attached' });
    await screenshot('composer-queue');
    await queue.nth(1).getByRole('button', { name: 'Remove the waiting prompt' }).click();
    await queue.nth(2).waitFor({ state: 'detached' });
    await queue.nth(0).getByRole('button', { name: 'Edit the waiting prompt' }).click();
    await panel.locator('textarea:focus').waitFor();
    assert.equal(await input.inputValue(), 'and then');
    await keyboard.type(' that');
    await keyboard.press('Enter');
    await queue.getByText('and then that').waitFor();
    gate.open();
    await blocks('content').getByText('And then that.').waitFor();
    await rests();
    assert.equal(await queue.count(), 0);
    assert.deepEqual(await blocks('user').locator('.bubble-text').allTextContents(), [
      'First',
      'in French',
      'and then that',
    ]);
    const [, second] = requests();
    assert.deepEqual(
      second?.body?.messages.slice(-2).map(({ role, content }) => [role, withoutMarks(String(content))]),
      [
        ['tool', 'notes.txt'],
        ['user', 'in French'],
      ],
    );
  });

  it('keeps what waits when the turn is stopped, also across a reload, and lets it be sent then', async () => {
    const gate = new Gate();
    const { page, panel, input, send, rests, button, blocks, reload } = await fixture.begin([
      { ...hello, hold: { before: { content: 0 }, until: gate } },
      { content: 'At last.' },
    ]);
    const queue = panel.getByRole('list', { name: 'Queue' }).getByRole('listitem');
    await send('Hi');
    await gate.reached;
    await input.click();
    await page.keyboard.type('later');
    await page.keyboard.press('Enter');
    await queue.waitFor();
    await button('Stop').click();
    await rests();
    gate.open();
    await input.fill('half a thought\nand more');
    await reload();
    assert.equal(await input.inputValue(), 'half a thought\nand more');
    await queue.getByRole('button', { name: 'Send now' }).click();
    await blocks('content').getByText('At last.').waitFor();
    await rests();
    assert.equal(await input.inputValue(), 'half a thought\nand more');
    await input.fill('');
  });

  it('goes back through earlier prompts with the arrow keys, edits one and sends it in its place; each session has its draft', async () => {
    const { page, panel, input, send, rests, button, blocks, requests, screenshot } = await fixture.begin([
      hello,
      { content: 'Two.' },
      { content: 'Another one.' },
    ]);
    const { keyboard } = page;
    const value = (text: string) =>
      waitFor(`the input to hold ${text}`, async () => (await input.inputValue()) === text);
    await send('number one');
    await rests();
    await send('number two\nwith two lines');
    await blocks('content').getByText('Two.').waitFor();
    await rests();
    await input.fill('not sent');
    await keyboard.press('ArrowUp');
    await value('number two\nwith two lines');
    await keyboard.press('ArrowUp');
    await value('number one');
    await keyboard.press('ArrowDown');
    await value('number two\nwith two lines');
    // From its end, in the last line, on to what was being written.
    await keyboard.press('ArrowDown');
    await value('not sent');
    await keyboard.press('ArrowUp');
    await keyboard.press('ArrowDown');
    await value('number two\nwith two lines');
    await input.fill('not sent');

    await button('Edit and resend').first().click();
    await value('number one');
    await screenshot('composer-editing');
    await keyboard.press('Escape');
    await value('not sent');
    await button('Edit and resend').first().click();
    await input.fill('number 1');
    await keyboard.press('Enter');
    await blocks('content').getByText('Another one.').waitFor();
    await rests();
    assert.deepEqual(await blocks('user').locator('.bubble-text').allTextContents(), ['number 1']);
    assert.equal(
      requests()
        .at(-1)
        ?.body?.messages.filter(({ role }) => role === 'user').length,
      1,
    );

    await input.fill('of the first session');
    await page.locator('.pane-header, .composite.title').getByRole('button', { name: 'New Session' }).first().click();
    await value('');
    await panel.getByRole('heading', { name: 'New session' }).waitFor();
  });

  it('attaches long pastes and what is dropped, and has every choice one key away', async () => {
    const { page, panel, input, folder, button, send, requests, rests, screenshot } = await fixture.begin([hello]);
    const transfer = (event: 'paste' | 'drop', type: string, data: string) =>
      input.evaluate(
        (element, [event, type, data]) => {
          const held = new DataTransfer();
          held.setData(type, data);
          const init = { bubbles: true, cancelable: true };
          element.dispatchEvent(
            event === 'paste'
              ? new ClipboardEvent('paste', { ...init, clipboardData: held })
              : new DragEvent('drop', { ...init, dataTransfer: held }),
          );
        },
        [event, type, data] as const,
      );
    await input.click();
    await transfer('paste', 'text/plain', 'a line\r\n'.repeat(120));
    await button('Remove Pasted text, 121 lines').waitFor();
    await transfer('paste', 'text/plain', 'short');
    await transfer('drop', 'application/vnd.code.uri-list', pathToFileURL(path.join(folder, 'notes.txt')).href);
    await button('Remove notes.txt').waitFor();
    assert.equal(await panel.locator('.chip:not(.offered)').count(), 2);
    await button('Show Pasted text, 121 lines').click();
    await page.locator('.tab.active', { hasText: 'paste.txt' }).waitFor();

    const pick = page.locator('.quick-input-widget');
    for (const [keys, words] of [
      ['ControlOrMeta+.', 'What Kimi may do without asking'],
      ['ControlOrMeta+Alt+.', 'Model'],
      ['ControlOrMeta+Alt+,', 'Ask Kimi: Select Endpoint'],
    ] as const) {
      const opened = pick.locator('.quick-input-title', { hasText: words });
      await input.click();
      // VS Code learns a moment later that the focus is in the panel.
      await waitFor(words, async () => {
        await page.keyboard.press(keys);
        return await opened.waitFor({ timeout: 3_000 }).then(
          () => true,
          () => false,
        );
      });
      await page.keyboard.press('Escape');
      await pick.waitFor({ state: 'hidden' });
    }
    await button('Add context').click();
    await panel.getByRole('option', { name: 'Web page' }).waitFor();
    await screenshot('composer-context');
    await send('What is it?');
    await rests();
    assert.match(
      String(lastPrompt(requests())),
      /^What the person pasted:\n<paste>\n(a line\n){120}\n<\/paste>\n\n<file path="notes.txt">/,
    );
  });

  it('keeps the prompt when it cannot be sent, and says what to do', async () => {
    const { panel, simulator, input, blocks } = await fixture.begin([hello]);
    const settings = (baseUrl: string) => ({ 'askKimi.endpoint': 'custom', 'askKimi.baseUrl': baseUrl });
    await fixture.server().writeSettings('machine', settings('http://example.com/v1'));
    await panel
      .getByRole('alert')
      .getByText('Plain http is for this machine and your own network only.')
      .first()
      .waitFor();
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
});
