import assert from 'node:assert/strict';
import { LOCAL_PORTS } from '../../src/kimi/endpoint/findLocalServers.ts';
import { runCommand } from '../host/workbench.ts';
import { type Simulator, startSimulator } from '../simulator/startSimulator.ts';
import { panelFixture } from './support/panelFixture.ts';

const KEY = 'sk-right-9d47e0';

describe('Select Endpoint', () => {
  const fixture = panelFixture();

  it('finds a server on this machine, asks for its key, and uses it', async () => {
    await using simulator = await startLocal();
    const { port } = new URL(simulator.url);
    const { page, panel, blocks, send, rests, screenshot } = await fixture.open({
      scenario: [],
      // As after an installation: nothing is chosen.
      settings: { 'askKimi.endpoint': undefined, 'askKimi.baseUrl': undefined },
    });
    const pick = page.locator('.quick-input-widget');
    const here = pick.getByText('On this machine');
    // A busy machine may not keep the time that a server has.
    for (let left = 5; left > 0 && (await here.count()) === 0; left--) {
      await page.keyboard.press('Escape');
      await runCommand(page, 'Ask Kimi: Select Endpoint');
      await pick.getByText('Custom endpoint').waitFor();
      await pick
        .locator('.monaco-progress-container.done, .monaco-progress-container:not(.active)')
        .first()
        .waitFor({ state: 'attached' });
    }
    await here.waitFor();
    await pick.getByText('needs a key').waitFor();
    await screenshot('select-endpoint');
    await pick.getByText(`http://127.0.0.1:${port}`, { exact: true }).click();
    await pick.getByText(`sent to 127.0.0.1:${port} only`).waitFor();
    await pick.locator('input').fill(KEY);
    await page.keyboard.press('Enter');
    await pick.getByText('moonshotai/Kimi-K2.6').click();
    await panel.getByText('moonshotai/Kimi-K2.6').waitFor();
    await send('Hello');
    await blocks('content').getByText('Here I am.').waitFor();
    await rests();
    assert.equal(simulator.requests.find(({ body }) => body)?.body?.model, 'moonshotai/Kimi-K2.6');
    assert.deepEqual(simulator.violations(), []);
  });
});

/** At the first of the ports that nobody has taken. */
async function startLocal(): Promise<Simulator> {
  for (const port of LOCAL_PORTS) {
    const started = await startSimulator({
      scenario: () => ({ content: 'Here I am.' }),
      dialect: 'vllm',
      key: KEY,
      port,
    }).catch(() => undefined);
    if (started) return started;
  }
  throw new Error('All ports are taken');
}
