import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { panelFixture } from './support/panelFixture.ts';
import { openSecureFront, type SecureFront } from './support/secureFront.ts';

const WRONG = 'sk-wrong-5f2c81';
const RIGHT = 'sk-right-9d47e0';

describe('API keys, checked by the endpoint', () => {
  let front: SecureFront;
  const fixture = panelFixture({}, async () => {
    front = await openSecureFront();
    return { development: true, env: front.env };
  });
  after(() => front?.[Symbol.asyncDispose]());

  it('is asked for where an endpoint of this machine wants one: a wrong one is refused, the right one is kept, and the turn goes on', async () => {
    const { page, panel, simulator, send, blocks, button, requests } = await fixture.open({
      scenario: [{ reasoning: 'Let me in.', content: 'Here I am.' }],
      settings: { 'askKimi.baseUrl': front.url },
      // VS Code's proxy support has a list of authorities of its own.
      userSettings: { 'http.fetchAdditionalSupport': false },
      key: RIGHT,
    });
    front.leadTo(simulator.url);
    await send('Hello');
    await panel.getByRole('alert').getByText('No API key').waitFor();
    assert.equal(requests().at(-1)?.headers.authorization, undefined);

    await button('Set API key').click();
    const box = page.locator('.quick-input-widget');
    await box.locator('input').fill(WRONG);
    await page.keyboard.press('Enter');
    await box.getByText(`${front.host} refused this key`).waitFor();
    assert.equal(await box.getByRole('button', { name: 'Keep this key unchecked' }).count(), 0);
    await page.keyboard.press('Escape');
    await box.waitFor({ state: 'hidden' });

    await button('Set API key').click();
    await box.locator('input').fill(RIGHT);
    await page.keyboard.press('Enter');
    await blocks('content').getByText('Here I am.').waitFor();
    assert.equal(requests().at(-1)?.headers.authorization, `Bearer ${RIGHT}`);

    assert.equal(await textOf(page).then((text) => text.includes(RIGHT)), false, 'it is nowhere in the page');
    // All that VS Code keeps on disk: settings, sessions, caches.
    const kept = await filesUnder(path.dirname(fixture.server().extensionsDir));
    assert.ok(kept.some((file) => file.endsWith('log.jsonl')));
    for (const file of kept) assert.equal((await readFile(file, 'utf8')).includes(RIGHT), false, file);
  });
});

/** The document of the window and of every frame in it. */
async function textOf(page: Page): Promise<string> {
  return (await Promise.all(page.frames().map((frame) => frame.content()))).join('\n');
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}
