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
    const { panel, send, button, blocks, rests, onDisk, reload, screenshot } = await fixture.open({
      files: { 'a.txt': NUMBERS },
      scenario: [edit('one', 'ONE'), done, edit('two', 'TWO'), done],
    });
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

  it('lead to the other ones', async () => {
    const { page, panel, button } = await fixture.open({ files: { 'a.txt': NUMBERS }, scenario: [done] });
    await button('More ways of working').click();
    await page.locator('.quick-input-widget').getByText('it proposes a plan and changes nothing').click();
    await panel.getByRole('button', { name: 'Plan', exact: true, pressed: true }).waitFor();
    assert.equal(await panel.getByRole('button', { pressed: true }).count(), 1);
  });
});
