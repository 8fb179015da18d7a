import assert from 'node:assert/strict';
import { Gate } from '../simulator/gate.ts';
import { diffIn, proposalIn } from './support/editors.ts';
import { panelFixture } from './support/panelFixture.ts';

const LINES = 6_000;

describe('an edit whose arguments stream in', () => {
  const fixture = panelFixture({ files: { 'a.txt': 'one\n' } });

  it('shows its file and a growing count, and its diff when it is whole', async () => {
    const gate = new Gate();
    const content = Array.from({ length: LINES }, (_, line) => `const line${line} = 'the text of line ${line}';`);
    const { page, panel, input, send, button, blocks, rests, onDisk, screenshot } = await fixture.begin([
      {
        reasoning: 'A large file.',
        toolCalls: [{ name: 'write_file', arguments: { path: 'src/large.js', content: `${content.join('\n')}\n` } }],
        hold: { before: { toolCalls: 9_000 }, until: gate },
      },
      { reasoning: 'Good.', content: 'All done.' },
    ]);
    await send('Write a large file');
    await gate.reached;
    const card = blocks('edit');
    await card.getByText('large.js').waitFor();
    const counts = card.locator('.counts .added');
    await counts.waitFor();
    const soFar = Number(await counts.innerText());
    assert.ok(soFar > 100 && soFar < LINES, `${soFar} lines`);
    assert.equal(await diffIn(page).count(), 0);
    await input.fill('The panel answers');
    await screenshot('edit-streams');
    gate.open();
    await panel.getByText(`+${LINES}`, { exact: true }).waitFor();
    await proposalIn(page).getByText("const line0 = 'the text of line 0';").waitFor();
    await button('Accept').click();
    await rests();
    assert.equal((await onDisk('src/large.js')).split('\n').length, LINES + 1);
  });
});
