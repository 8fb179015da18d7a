import assert from 'node:assert/strict';
import type { Completion } from '../simulator/scenario.ts';
import { panelFixture } from './support/panelFixture.ts';

describe('consent', () => {
  const fixture = panelFixture({ files: { '.env': 'TOKEN=1\n', 'a.txt': 'one\n' } });
  const run = (command: string): Completion => ({
    reasoning: 'Run it.',
    toolCalls: [{ name: 'run_command', arguments: { command } }],
  });
  const done: Completion = { reasoning: 'Good.', content: 'All done.' };

  it('says what a command would do, and that it never runs by itself', async () => {
    const { panel, send, button, blocks, rests, screenshot } = await fixture.begin([
      run('cd src && git push --force origin main; rm -rf build'),
      done,
    ]);
    await send('Push');
    const reasons = panel.getByRole('list', { name: 'Why this asks' });
    await reasons.getByText('Overwrites or deletes what others have:').waitFor();
    await reasons.getByText('rm -rf build').waitFor();
    assert.equal(await button('Always allow…').count(), 0);
    await screenshot('consent-hazard');
    await button('Skip').click();
    await blocks('content').getByText('All done.').waitFor();
    await rests();
  });

  it('is given for good by keyboard, after the rule was shown', async () => {
    const { page, panel, send, button, blocks, rests, screenshot } = await fixture.begin([
      run('echo one'),
      run('echo one'),
      done,
    ]);
    await send('Say it twice');
    await button('Always allow…').focus();
    await page.keyboard.press('Enter');
    const group = panel.getByRole('group', { name: 'Always allow', exact: true });
    await group.getByText('"command": "echo one"').waitFor();
    await screenshot('consent-always');
    await page.keyboard.press('Escape');
    await button('Run').waitFor();
    await button('Always allow…').click();
    await button('For this session').click();
    await blocks('content').getByText('All done.').waitFor();
    await rests();
    assert.equal(await blocks('command').count(), 2);
  });

  it('is needed to read what may hold keys', async () => {
    const { send, button, blocks, rests, screenshot } = await fixture.begin([
      { reasoning: 'Look.', toolCalls: [{ name: 'read_file', arguments: { path: '.env' } }] },
      done,
    ]);
    await send('Read it');
    await blocks('consent').getByText('May hold keys or passwords:').waitFor();
    await screenshot('consent-secret');
    await button('Reject').click();
    await blocks('content').getByText('All done.').waitFor();
    await rests();
  });
});
