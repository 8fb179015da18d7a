import { incorrectKey } from '../simulator/errors.ts';
import { Gate } from '../simulator/gate.ts';
import { tour } from '../simulator/tour.ts';
import { checkAccessibility } from './support/checkAccessibility.ts';
import type { OpenPanel } from './support/openPanel.ts';
import { panelFixture } from './support/panelFixture.ts';
import { readThemes } from './support/themes.ts';

describe('accessibility', () => {
  const fixture = panelFixture();

  it('is given in each state of the panel, in each of VS Code’s themes', async () => {
    const gate = new Gate();
    const panel = await fixture.open({
      scenario: (request, index) => {
        const prompts = request.messages.filter(({ role }) => role === 'user').length;
        if (prompts > 1) return incorrectKey();
        return {
          ...tour(request),
          pace: 'burst',
          ...(index === 0 ? { hold: { before: { content: 9 }, until: gate } } : {}),
        };
      },
    });
    const { send, blocks, button, rests } = panel;
    const themes = await readThemes(panel);
    const check = async (name: string) => {
      for (const theme of themes) {
        await theme.wear();
        await checkAccessibility(panel, `${theme.kind}-${name}`);
      }
    };
    await check('1-empty');
    await send('Fix the failing test');
    await gate.reached;
    await blocks('content').getByText('These answers are scripted').waitFor();
    await check('2-streaming');
    gate.open();
    await button('Accept').waitFor();
    await panel.page.locator('.monaco-diff-editor').waitFor();
    await check('3-edit-asks');
    await button('Accept').click();
    await button('Run').waitFor();
    await check('4-command-asks');
    await button('Run').click();
    await rests();
    await blocks('content').getByRole('heading', { name: 'The tests pass' }).waitFor();
    await blocks('changes').locator('summary').click();
    await check('5-answer');
    await button('Undo turn').click();
    await button('Redo').waitFor();
    await check('5-undone');
    await button('Redo').click();
    await button('Undo turn').waitFor();
    await button('Restore to here').click();
    await panel.page.locator('.quick-input-widget').getByText('Files and conversation').click();
    await button('Restore').waitFor();
    await check('5-restore-asks');
    await button('Cancel').click();
    await button('Restore').waitFor({ state: 'detached' });
    await send('Again');
    await panel.panel.getByRole('alert').waitFor();
    await check('6-error');
    await button('Sessions').click();
    await panel.panel.getByRole('list', { name: 'Sessions' }).getByRole('listitem').first().waitFor();
    await check('7-sessions');
    await askAndFetch(panel, check);
  }).timeout(240_000);
});

async function askAndFetch(panel: OpenPanel, check: (name: string) => Promise<void>): Promise<void> {
  const items = [
    { text: 'Read', state: 'done' },
    { text: 'Ask', state: 'active' },
    { text: 'Write', state: 'open' },
  ];
  const asks = (several: boolean) => ({
    name: 'ask_user',
    arguments: { question: 'Which?', choices: ['One', 'Two'], several },
  });
  const { begin, send, blocks, button, rests } = panel;
  await begin([
    { reasoning: 'Plan.', toolCalls: [{ name: 'todo', arguments: { items } }, asks(true)] },
    { reasoning: 'Again.', toolCalls: [asks(false)] },
    { reasoning: 'Look.', toolCalls: [{ name: 'fetch_url', arguments: { url: 'https://example.com/a/b' } }] },
    { content: 'Done.' },
  ]);
  await send('Go');
  await panel.panel.getByRole('checkbox', { name: 'Two' }).check();
  await check('8-question-several');
  await button('Answer').click();
  await button('One').click();
  await blocks('consent').getByText('https://example.com/a/b').waitFor();
  await check('8-answered-and-fetch-asks');
  await button('Reject').click();
  await rests();
}
