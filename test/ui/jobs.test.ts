import assert from 'node:assert/strict';
import { waitFor } from '../integration/support/waitFor.ts';
import type { Completion } from '../simulator/scenario.ts';
import { panelFixture } from './support/panelFixture.ts';

const SERVER = 'console.log("listening, pid", process.pid); setInterval(() => {}, 1000);\n';

describe('commands that run on', () => {
  const fixture = panelFixture({ files: { 'server.mjs': SERVER } });
  before(function () {
    if (process.platform === 'win32') this.skip();
  });
  const run = (args: { command: string; background?: boolean }): Completion => ({
    reasoning: 'Run it.',
    toolCalls: [{ name: 'run_command', arguments: args }],
  });
  const done: Completion = { reasoning: 'Good.', content: 'On we go.' };

  it('are shown in their terminal, moved to the background, and ended, by keyboard too', async () => {
    const { page, panel, send, button, blocks, rests, screenshot } = await fixture.begin([
      run({ command: 'node server.mjs' }),
      done,
    ]);
    await send('Serve');
    await button('Run').click();
    const card = blocks('command');
    await card.getByText(/listening, pid \d+/).waitFor();
    const pid = Number(/pid (\d+)/.exec((await card.textContent()) ?? '')?.[1]);
    await button('Show terminal').click();
    await page.locator('.terminal-wrapper.active .xterm').waitFor();
    await screenshot('command-terminal');
    await button('Move to background').focus();
    await page.keyboard.press('Enter');
    await blocks('content').getByText('On we go.').waitFor();
    await rests();
    await card.getByText('in the background').waitFor();
    await panel.getByRole('list', { name: 'Commands in the background' }).getByText('node server.mjs').waitFor();
    assert(isAlive(pid));
    await screenshot('command-background');
    await button('End node server.mjs').focus();
    await page.keyboard.press('Enter');
    await card.getByText(/stopped/).waitFor();
    assert.equal(await button('End node server.mjs').count(), 0);
    await waitFor('the process to be gone', () => !isAlive(pid));
  });

  it('wait for what the person types in their terminal', async () => {
    const command = 'printf "Your name: "; read -r name; echo "Hello, $name"';
    const { page, send, button, blocks, rests, screenshot } = await fixture.begin([run({ command }), done]);
    await send('Ask me');
    await button('Run').click();
    const card = blocks('command');
    await card.getByText('waits for input').waitFor();
    await blocks('content').getByText('On we go.').waitFor();
    await rests();
    await screenshot('command-waits');
    await button('Show terminal').click();
    await page.locator('.terminal-wrapper.active .xterm.focus').waitFor();
    await page.keyboard.type('Ann\n');
    await card.getByRole('img', { name: 'Succeeded' }).waitFor();
  });

  it('end with their window, which is said after a reload', async () => {
    const { send, button, blocks, rests, reload } = await fixture.begin([
      run({ command: 'node server.mjs', background: true }),
      done,
    ]);
    await send('Serve');
    await button('Run').click();
    const card = blocks('command');
    await card.getByText('in the background').waitFor();
    await rests();
    await card.locator('summary').click();
    await card.getByText(/pid \d+/).waitFor();
    const pid = Number(/pid (\d+)/.exec((await card.textContent()) ?? '')?.[1]);
    await reload();
    await blocks('command').getByText('ended with its window').waitFor();
    await waitFor('the process to be gone', () => !isAlive(pid));
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
