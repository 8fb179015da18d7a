import assert from 'node:assert/strict';
import { runCommand } from '../host/workbench.ts';
import { waitFor } from '../integration/support/waitFor.ts';
import type { ChatRequest } from '../simulator/chatRequest.ts';
import type { Completion } from '../simulator/scenario.ts';
import { panelFixture } from './support/panelFixture.ts';

describe('an endpoint of the person’s own', () => {
  const fixture = panelFixture({
    contextWindow: 20_000,
    userSettings: { 'workbench.colorTheme': 'Default Dark Modern' },
  });

  it('is measured by the context window that its server reports', async () => {
    const { panel, send, rests } = await fixture.begin([{ content: 'Hi.' }]);
    await send('Hi');
    await rests();
    await panel.locator('.tokens[title*="of 20,000 tokens"]').waitFor();
  });

  it('is checked, and the report can be copied', async () => {
    const { page, simulator, screenshot } = await fixture.begin(seesNoPictures);
    await runCommand(page, 'Ask Kimi: Check Endpoint');
    const report = page.frameLocator('iframe.webview.ready[src*="markdown"]').frameLocator('#active-frame');
    await report.getByRole('heading', { name: 'Ask Kimi: Endpoint Check' }).waitFor();
    await screenshot('endpoint-check');
    await runCommand(page, 'Notifications: Show Notifications');
    const message = page.locator('.notifications-center', { hasText: new URL(simulator.url).host });
    await message.getByRole('button', { name: 'Copy as Markdown' }).click();
    const copied = await waitFor('the copy', async () => {
      const text = await page.evaluate(() => navigator.clipboard.readText());
      return text.startsWith('# Ask Kimi') && text;
    });
    assert.match(copied, /\n\| Images \| ✗\u00a0fails \|/);
    assert.match(copied, /\n\| Tool calls \| ✓\u00a0works \|/);
  });
});

/** Answers as the check asks, but sees no pictures. */
function seesNoPictures(request: ChatRequest): Completion {
  const last = request.messages.at(-1);
  if (last?.role === 'tool') return { reasoning: 'Both are known.', content: 'It is sunny in both.' };
  if (request.tools) return { reasoning: 'Two calls.', toolCalls: [weather('Paris'), weather('Rome')] };
  return { reasoning: 'I count.', content: 'one, two, three, four, five, and so on' };
}

const weather = (city: string) => ({ name: 'get_weather', arguments: { city } });
