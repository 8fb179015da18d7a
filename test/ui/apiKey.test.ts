import assert from 'node:assert/strict';
import { runCommand } from '../host/workbench.ts';
import { panelFixture } from './support/panelFixture.ts';

describe('the API key', () => {
  const fixture = panelFixture();
  // A service that wants a key first, behind a proxy where nobody listens: nothing leaves this machine.
  const settings = { 'askKimi.endpoint': 'moonshot', 'http.proxy': 'http://127.0.0.1:9' };
  const open = () => fixture.open({ scenario: [], settings });

  it('is asked for when a prompt needs one, checked, and kept unchecked where the person says so', async () => {
    const { page, input, button } = await open();
    await button('Set API key').waitFor();
    await input.fill('Hello');
    await input.press('Enter');

    const box = page.locator('.quick-input-widget');
    await box.getByText('API Key for Moonshot').waitFor();
    assert.equal(await box.locator('input').getAttribute('type'), 'password');
    await box.locator('input').fill('sk-typed');
    await page.keyboard.press('Enter');
    await box.getByText('api.moonshot.ai could not be reached').waitFor();
    assert.equal(await box.locator('input').inputValue(), 'sk-typed');

    await box.getByRole('button', { name: 'Keep this key unchecked' }).click();
    await button('Set API key').waitFor({ state: 'detached' });
    assert.equal(await input.inputValue(), 'Hello');

    await runCommand(page, 'Ask Kimi: Clear API Key');
    await button('Set API key').waitFor();
  });

  it('is not kept when the person gives up', async () => {
    const { page, button } = await open();
    await button('Set API key').click();
    const box = page.locator('.quick-input-widget');
    await box.locator('input').fill('sk-typed');
    await page.keyboard.press('Escape');
    await box.waitFor({ state: 'hidden' });
    await button('Set API key').waitFor();
  });
});
