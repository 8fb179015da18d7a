import assert from 'node:assert/strict';
import type { Completion } from '../simulator/scenario.ts';
import { panelFixture } from './support/panelFixture.ts';

const NUMBERS = 'one\ntwo\nthree\n';

describe('the two ways of working', () => {
  const fixture = panelFixture();
  const edit = (from: string, to: string): Completion => ({
    reasoning: 'Change it.',
    toolCalls: [{ name: 'edit_file', arguments: { path: 'a.txt', edits: [{ old_text: from, new_text: to }] } }],
  });
  const done: Completion = { reasoning: 'Good.', content: 'All done.' };

  it('are one click apart, and outlive the window', async () => {
    const { panel, send, button, blocks, rests, onDisk, reload, screenshot } = await fixture.begin(
      [edit('one', 'ONE'), done, edit('two', 'TWO'), done],
      { 'a.txt': NUMBERS },
    );
    const pressed = (name: string) => panel.getByRole('button', { name, exact: true, pressed: true });
    await pressed('Review').waitFor();
    await button('Auto').click();
    await pressed('Auto').waitFor();
    await panel.getByRole('status').getByText('Edits inside the workspace are made at once.').waitFor();
    await screenshot('auto');
    await send('Change one');
    await blocks('content').getByText('All done.').waitFor();
    await rests();
    assert.equal(await onDisk('a.txt'), 'ONE\ntwo\nthree\n');

    await reload();
    await pressed('Auto').waitFor();
    await button('Review').focus();
    await button('Review').press('Enter');
    await pressed('Review').waitFor();
    await send('Change two');
    await button('Accept').waitFor();
    assert.equal(await onDisk('a.txt'), 'ONE\ntwo\nthree\n');
    await button('Auto').click();
    await pressed('Auto').waitFor();
    await button('Accept').click();
    await rests();
    assert.equal(await onDisk('a.txt'), 'ONE\nTWO\nthree\n');
  });

  it('lead to planning, which ends with a plan to approve', async () => {
    const plan =
      '## Mend the numbers\n\n1. Write `ONE` for `one` in `a.txt`\n2. Run the tests\n\nNothing else changes.';
    const call = (name: string, args: object): Completion => ({
      reasoning: 'On.',
      toolCalls: [{ name, arguments: args }],
    });
    const { page, panel, button, blocks, send, rests, reload, onDisk, requests, screenshot } = await fixture.begin(
      [
        call('propose_plan', { plan }),
        call('propose_plan', { plan: `${plan}\n\nThe tests too.` }),
        call('explore', { question: 'Where is the number one written, and who reads it?' }),
        call('read_file', { path: 'a.txt' }),
        { content: 'Only a.txt:1 holds it.' },
        edit('one', 'ONE'),
        done,
      ],
      { 'a.txt': NUMBERS },
    );
    await button('More ways of working').click();
    await page.locator('.quick-input-widget').getByText('it proposes a plan and changes nothing').click();
    await panel.getByRole('button', { name: 'Plan', exact: true, pressed: true }).waitFor();
    assert.equal(await panel.getByRole('button', { pressed: true }).count(), 1);

    await send('Mend the numbers');
    await blocks('plan').getByRole('heading', { name: 'Mend the numbers' }).waitFor();
    await screenshot('plan-proposed');
    await button('Keep planning…').focus();
    await page.keyboard.press('Enter');
    await panel.getByRole('textbox', { name: 'Reason (optional)' }).fill('And the tests');
    await panel.getByRole('textbox', { name: 'Reason (optional)' }).press('Enter');
    await blocks('plan').getByText('The tests too.').waitFor();
    assert.match(JSON.stringify(requests().at(-1)?.body?.messages), /plan mode goes on: .*And the tests/);
    await reload();
    await button('Approve, review edits').focus();
    await page.keyboard.press('Enter');
    await panel.getByRole('button', { name: 'Review', exact: true, pressed: true }).waitFor();
    await button('Accept').waitFor();
    await blocks('plan').getByText('approved: Review').waitFor();
    await blocks('tool').getByText('2 steps').waitFor();
    await screenshot('plan-approved');
    await button('Accept').click();
    await rests();
    assert.equal(await onDisk('a.txt'), 'ONE\ntwo\nthree\n');
  });
});
