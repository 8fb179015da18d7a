import assert from 'node:assert/strict';
import type { AgentEvent } from '../../src/agent/events/events.ts';
import { keepSession } from '../host/longSession.ts';
import { panelFixture } from './support/panelFixture.ts';

const EVENTS: AgentEvent[] = [
  { type: 'session.created', system: 'You help.', tools: ['read_file'], folders: ['file:///not/open/website'] },
  { type: 'turn.started', prompt: { text: 'Add a dark theme', attachments: [] }, model: 'kimi' },
  { type: 'step.started' },
  { type: 'content.delta', text: 'It is dark now.' },
  { type: 'step.finished', finish: 'stop', reasoningField: 'reasoning_content' },
  { type: 'turn.finished', outcome: { type: 'completed' } },
];

describe('a session of another folder', () => {
  const fixture = panelFixture({ files: { 'notes.txt': 'one\n' } });

  it('is listed apart, can be read, and goes on here as a copy that knows where it is', async () => {
    const { panel, button, blocks, send, rests, folder, requests } = await fixture.begin([{ content: 'Here I am.' }]);
    const entries = EVENTS.map((event, index) => ({ seq: index + 1, at: Date.now(), event }));
    await keepSession(fixture.server(), 'elsewhere', 'Add a dark theme', entries);
    await button('Sessions').click();
    const others = panel.getByRole('list', { name: 'Sessions in other folders' });
    await others.getByRole('button', { name: /^Add a dark theme.*website/ }).click();
    await blocks('content').getByText('It is dark now.').waitFor();
    await panel.getByText('This session belongs to website', { exact: false }).waitFor();
    assert.equal(await panel.getByRole('textbox', { name: 'Message Kimi' }).count(), 0);
    await button('Open its folder').waitFor();

    await button('Continue here as a copy').click();
    await panel.getByRole('heading', { name: 'Add a dark theme (copy)' }).waitFor();
    await blocks('notice').getByText('Copied from another folder.', { exact: false }).waitFor();
    await send('Where are you?');
    await blocks('content').getByText('Here I am.').waitFor();
    await rests();
    const asked = requests()
      .findLast(({ body }) => body)
      ?.body?.messages.at(-1)?.content;
    assert.ok(String(asked).includes(folder), String(asked));
    await button('Sessions').click();
    await panel
      .getByRole('list', { name: 'Sessions', exact: true })
      .getByRole('button', { name: /^Add a dark theme \(copy\)/ })
      .waitFor();
  });
});
