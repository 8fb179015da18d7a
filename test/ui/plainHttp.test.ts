import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { runCommand } from '../host/workbench.ts';
import { startSimulator } from '../simulator/startSimulator.ts';
import { type LocalName, openLocalName } from './support/localName.ts';
import { panelFixture } from './support/panelFixture.ts';

const KEY = 'sk-right-9d47e0';
/** Nothing listens there. */
const DEAD_PROXY = 'http://127.0.0.1:1';

describe('plain http in one’s own network', () => {
  let name: LocalName;
  const fixture = panelFixture({}, async () => {
    name = await openLocalName('gpu-box');
    return { development: true, extensionFolders: name.extensionFolders };
  });
  after(() => name?.[Symbol.asyncDispose]());

  it('is asked about once for an address, used without a proxy, and can be taken back', async () => {
    await using simulator = await startSimulator({ scenario: () => ({ content: 'Here I am.' }), key: KEY });
    const { port } = new URL(simulator.url);
    const { page, panel, input, button, send, blocks, rests, screenshot } = await fixture.open({
      scenario: [],
      settings: { 'askKimi.baseUrl': `http://gpu-box:${port}/v1`, 'http.proxy': DEAD_PROXY },
    });
    const refused = panel.getByRole('alert').getByText('was not allowed');

    await input.fill('Hello');
    await input.press('Enter');
    await dialogOf(page).getByText(`Send to gpu-box:${port} without encryption?`).waitFor();
    await dialogOf(page).getByText('on the way to 127.0.0.1.').waitFor();
    await screenshot('plain-http');
    await answer(page, 'Cancel');
    await refused.waitFor();
    assert.equal(await input.inputValue(), 'Hello');
    assert.equal(simulator.requests.length, 0, 'nothing left before the answer');

    await input.press('Enter');
    await answer(page, 'Allow');
    // The server wants a key, which no one was asked for before.
    await panel.getByRole('alert').getByText('No API key').waitFor();
    await button('Set API key').click();
    const box = page.locator('.quick-input-widget');
    await box.locator('input').fill(KEY);
    await page.keyboard.press('Enter');
    await blocks('content').getByText('Here I am.').waitFor();
    await rests();
    const headers = simulator.requests.at(-1)?.headers;
    assert.deepEqual([headers?.host, headers?.authorization], [`gpu-box:${port}`, `Bearer ${KEY}`]);
    assert.equal(simulator.requests[0]?.headers.authorization, undefined);

    await send('Again');
    await rests();
    assert.equal(await dialogOf(page).count(), 0);

    const before = simulator.requests.length;
    await name.leadTo('127.0.0.2');
    await input.fill('And now?');
    await input.press('Enter');
    await dialogOf(page).getByText('on the way to 127.0.0.2.').waitFor();
    await answer(page, 'Cancel');
    await refused.waitFor();

    // An address of the internet is not asked about.
    await name.leadTo('203.0.113.9');
    await input.press('Enter');
    await panel.getByRole('alert').getByText('leads to 203.0.113.9').waitFor();
    assert.equal(simulator.requests.length, before);

    await name.leadTo('127.0.0.1');
    await send('And now?');
    await rests();
    await runCommand(page, 'Ask Kimi: Forget Unencrypted Endpoints…');
    await box.getByText(`http://gpu-box:${port}`).waitFor();
    await box
      .getByRole('checkbox', { name: `http://gpu-box:${port}` })
      .first()
      .click();
    await page.keyboard.press('Enter');
    await box.waitFor({ state: 'hidden' });
    await input.fill('Still?');
    await input.press('Enter');
    await answer(page, 'Cancel');
    await refused.waitFor();
    assert.deepEqual(simulator.violations(), []);
  });

  it('offers https where an address is of the internet', async () => {
    const { page, panel } = await fixture.open({
      scenario: [],
      settings: { 'askKimi.baseUrl': 'http://kimi.invalid/v1' },
    });
    await panel.getByRole('alert').getByText('Use https://kimi.invalid/v1').waitFor();
    await runCommand(page, 'Ask Kimi: Check Endpoint');
    await runCommand(page, 'Notifications: Show Notifications');
    const message = page.locator('.notifications-center', { hasText: 'Use https://kimi.invalid/v1' });
    await message.getByRole('button', { name: 'Use https' }).click();
    await panel.getByRole('alert').waitFor({ state: 'detached' });
  });
});

const dialogOf = (page: Page) => page.getByRole('dialog').filter({ hasText: 'without encryption?' });

async function answer(page: Page, button: string): Promise<void> {
  await dialogOf(page).getByRole('button', { name: button }).click();
  await dialogOf(page).waitFor({ state: 'detached' });
}
