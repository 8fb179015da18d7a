import assert from 'node:assert/strict';
import { panelFixture } from './support/panelFixture.ts';

describe('questions and the plan', () => {
  const fixture = panelFixture({ files: { 'a.txt': 'one\n' } });
  const ask = (more: object) => ({
    reasoning: 'Which one?',
    toolCalls: [{ name: 'ask_user', arguments: { question: 'Which database shall the orders go to?', ...more } }],
  });
  const choices = ['SQLite, in one file', 'Postgres', 'Leave it open'];

  it('a choice answers, by keyboard', async () => {
    const { page, blocks, send, rests, panel, requests, screenshot } = await fixture.begin([
      ask({ choices }),
      { content: 'Good.' },
    ]);
    await send('Go');
    await blocks('question').getByText('Which database').waitFor();
    await screenshot('question');
    await panel.getByRole('button', { name: 'Postgres' }).focus();
    await page.keyboard.press('Enter');
    await rests();
    await blocks('question').locator('.question-answer').getByText('Postgres').waitFor();
    assert.match(JSON.stringify(requests().at(-1)?.body?.messages), /The person answered: Postgres/);
    await screenshot('question-answered');
  });

  it('several choices and words of one’s own make one answer', async () => {
    const { blocks, send, rests, panel, requests, screenshot } = await fixture.begin([
      ask({ choices, several: true }),
      { content: 'Good.' },
    ]);
    await send('Go');
    await panel.getByRole('checkbox', { name: 'Postgres' }).check();
    await panel.getByRole('checkbox', { name: 'SQLite, in one file' }).check();
    await panel.getByRole('textbox', { name: 'Your answer' }).fill('and a cache');
    await screenshot('question-several');
    await panel.getByRole('textbox', { name: 'Your answer' }).press('Enter');
    await rests();
    await blocks('question').getByText('and a cache').waitFor();
    assert.match(JSON.stringify(requests().at(-1)?.body?.messages), /SQLite, in one file\\nPostgres\\nand a cache/);
  });

  it('a question is still open after the window was reloaded, and can be skipped', async () => {
    const { blocks, send, button, rests, reload } = await fixture.begin([ask({}), { content: 'Then not.' }]);
    await send('Go');
    await button('Skip').waitFor();
    await reload();
    await blocks('question').getByText('Which database').waitFor();
    await button('Skip').click();
    await rests();
    await blocks('question').getByText('skipped').waitFor();
  });

  it('the plan is one checklist that follows the work', async () => {
    const plan = (...states: string[]) => ({
      name: 'todo',
      arguments: { items: states.map((state, index) => ({ text: ITEMS[index], state })) },
    });
    const { blocks, send, rests, screenshot } = await fixture.begin([
      { reasoning: 'Plan.', toolCalls: [plan('active', 'open', 'open')] },
      {
        reasoning: 'On.',
        toolCalls: [{ name: 'read_file', arguments: { path: 'a.txt' } }, plan('done', 'active', 'open')],
      },
      { content: 'Half of it is done.' },
    ]);
    await send('Go');
    await rests();
    assert.equal(await blocks('plan').count(), 1);
    await blocks('plan').getByText('1 of 3').waitFor();
    assert.equal(await blocks('plan').locator('[aria-current="step"]').innerText(), ITEMS[1]);
    await screenshot('plan');
  });
});

const ITEMS = ['Read what the cart does with promotions', 'Mend the rounding of the total', 'Run the tests'];
