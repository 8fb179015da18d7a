import assert from 'node:assert/strict';
import { waitFor } from '../integration/support/waitFor.ts';
import { Gate } from '../simulator/gate.ts';
import type { Completion } from '../simulator/scenario.ts';
import { panelFixture } from './support/panelFixture.ts';

/** Prints its process id and then dots for ever. */
const ENDLESS = 'console.log("pid", process.pid); setInterval(() => console.log("."), 50);';

describe('Stop', () => {
  const fixture = panelFixture({ files: { 'endless.mjs': ENDLESS, 'notes.txt': 'one\n' } });

  const again: Completion = { reasoning: 'Once more.', content: 'Here I am.' };

  it('ends a step in the middle of its reasoning, and the session goes on', async () => {
    const never = new Gate();
    const { send, button, blocks, requests, panel } = await fixture.begin([
      { reasoning: 'Thinking about it.', content: 'Never said.', hold: { before: { content: 0 }, until: never } },
      again,
    ]);
    await send('Think');
    await blocks('reasoning').getByText('Thinking about it.').waitFor();
    await button('Stop').click();
    await blocks('notice').getByText('You stopped this turn.').waitFor();
    await requests().at(0)?.finished;
    assert.equal(requests().at(0)?.aborted, true);
    assert.equal(await panel.getByText('Never said.').count(), 0);
    await send('Go on');
    await blocks('content').getByText('Here I am.').waitFor();
  });

  it('ends a command that runs, with the process', async () => {
    const { send, button, blocks, requests } = await fixture.begin([
      { reasoning: 'Run it.', toolCalls: [{ name: 'run_command', arguments: { command: 'node endless.mjs' } }] },
      again,
    ]);
    await send('Run it');
    await button('Run').click();
    const card = blocks('command');
    await card.getByText(/pid \d+/).waitFor();
    const pid = Number(/pid (\d+)/.exec((await card.textContent()) ?? '')?.[1]);
    assert.ok(isAlive(pid));
    await button('Stop').click();
    await card.getByText(/stopped/).waitFor();
    await waitFor('the process to be gone', () => !isAlive(pid));
    await send('Go on');
    await blocks('content').getByText('Here I am.').waitFor();
    const told = requests()
      .at(-1)
      ?.body?.messages.find(({ role }) => role === 'tool');
    assert.match(String(told?.content), /Stopped by the person/);
  });

  it('takes a question back, and nothing is done', async () => {
    const { page, send, button, blocks, onDisk, panel } = await fixture.begin([
      {
        reasoning: 'Change it.',
        toolCalls: [{ name: 'write_file', arguments: { path: 'notes.txt', content: 'two\n' } }],
      },
      again,
    ]);
    await send('Change it');
    await button('Accept').waitFor();
    await page.locator('.monaco-diff-editor').waitFor();
    await button('Stop').click();
    await blocks('edit').getByText('cancelled').waitFor();
    assert.equal(await panel.getByRole('button', { name: 'Accept' }).count(), 0);
    await page.locator('.monaco-diff-editor').waitFor({ state: 'detached' });
    assert.equal(await onDisk('notes.txt'), 'one\n');
    await send('Go on');
    await blocks('content').getByText('Here I am.').waitFor();
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
