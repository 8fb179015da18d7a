import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { panelFixture } from './support/panelFixture.ts';

describe('the first prompt', () => {
  const fixture = panelFixture();

  it('leaves no trace while it is written, and is the first request', async () => {
    const { input, panel, simulator } = await fixture.open({ scenario: [{ content: 'Hello back.' }] });
    const sessions = path.join(
      path.dirname(fixture.server().extensionsDir),
      'data/User/globalStorage/ask-kimi.ask-kimi/sessions',
    );
    await input.pressSequentially('Hello');
    // The host handles messages in their order: the list is there when it has heard of the writing.
    await panel.getByRole('button', { name: 'Sessions' }).click();
    await panel.getByRole('list', { name: 'Sessions' }).or(panel.getByText('No sessions yet.')).first().waitFor();
    assert.equal(simulator.requests.length, 0);
    assert.deepEqual(await readdir(sessions).catch(() => []), []);
    await panel.getByRole('button', { name: 'Back to the conversation' }).click();
    await input.press('Enter');
    await panel.getByText('Hello back.', { exact: true }).waitFor();
    assert.match(simulator.requests[0]?.path ?? '', /\/chat\/completions$/);
  });
});
