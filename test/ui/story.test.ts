import assert from 'node:assert/strict';
import { Gate } from '../simulator/gate.ts';
import type { Completion, Hold } from '../simulator/scenario.ts';
import { tour } from '../simulator/tour.ts';
import { panelFixture } from './support/panelFixture.ts';

const FILE = 'src/promotions.js';
const DEFECT = '[...prices].sort()';
const REMEDY = '[...prices].sort((a, b) => a - b)';

describe('the main job, end to end', () => {
  const fixture = panelFixture();

  it('shows reasoning and answer apart, reviews a diff hunk by hunk, and runs the test', async () => {
    const gates = { reasoning: new Gate(), content: new Gate(), calls: new Gate() };
    const holds: Hold[] = [
      { before: { reasoning: 5 }, until: gates.reasoning },
      { before: { content: 0 }, until: gates.content },
      { before: { toolCalls: 0 }, until: gates.calls },
    ];
    // The answers of the tour, with places in the second one where it waits for the test.
    const scenario = (request: Parameters<typeof tour>[0], index: number): Completion => ({
      ...tour(request),
      pace: 'burst',
      ...(index === 1 ? { hold: holds } : {}),
    });
    const { page, blocks, button, screenshot, ...opened } = await fixture.open({ scenario });
    const before = await opened.onDisk(FILE);
    await opened.send('Fix the failing test');

    // Reasoning grows while there is no answer yet; then the answer comes in a block of its own.
    await gates.reasoning.reached;
    const reasoning = blocks('reasoning').nth(1);
    await reasoning.getByText('Line 11 of src/promotions.js').waitFor();
    const early = (await reasoning.textContent()) ?? '';
    gates.reasoning.open();
    await gates.content.reached;
    await reasoning.getByText('The test is right and must not change.').waitFor();
    assert.ok(((await reasoning.textContent()) ?? '').length > early.length, 'the reasoning grew');
    assert.equal(await blocks('content').count(), 1, 'the step has no answer yet');
    await screenshot('story-1-reasoning');
    gates.content.open();
    await gates.calls.reached;
    const content = blocks('content').nth(1);
    await content.getByText('My proposal has two changes').waitFor();
    assert.doesNotMatch((await content.textContent()) ?? '', /JavaScript then compares/);
    assert.doesNotMatch((await reasoning.textContent()) ?? '', /My proposal/);
    gates.calls.open();

    // A native diff: the file left, the proposal right.
    const original = page.locator('.monaco-diff-editor .editor.original');
    const modified = page.locator('.monaco-diff-editor .editor.modified');
    await modified.getByText(REMEDY).waitFor();
    await original.getByText(DEFECT).waitFor();
    await modified.getByText('What a coupon takes off a total.').waitFor();
    await screenshot('story-2-diff');

    // The user takes the fix, and takes the other change back with VS Code's own arrow.
    const arrows = page.locator('.monaco-diff-editor').getByRole('button', { name: 'Revert Block' });
    assert.equal(await arrows.count(), 2);
    await modified.getByText('What a coupon takes off a total.').hover();
    await arrows.nth(1).click();
    await modified.getByText('Takes a coupon off.').waitFor();
    await blocks('edit').getByText('+1', { exact: true }).waitFor();
    assert.equal(await opened.onDisk(FILE), before, 'nothing is on disk before Accept');
    await screenshot('story-3-one-hunk-reverted');
    await button('Accept').click();

    await button('Run').waitFor();
    assert.equal(await opened.onDisk(FILE), before.replace(DEFECT, REMEDY));
    await page.locator('.monaco-diff-editor').waitFor({ state: 'detached' });
    await screenshot('story-4-command-asks');
    await button('Run').click();
    await blocks('content').getByRole('heading', { name: 'The tests pass' }).waitFor();
    await opened.rests();
    await blocks('command').locator('summary').click();
    await blocks('command').getByText('a cheap item stays the cheapest beside an expensive one').waitFor();
    await screenshot('story-5-report');

    assert.equal(await opened.onDisk(FILE), before.replace(DEFECT, REMEDY), 'exactly what was accepted');
    const told = opened
      .requests()
      .at(-1)
      ?.body?.messages.find(({ content: text }) => /Edited src/.test(String(text)));
    assert.match(String(told?.content), /the person changed your proposal/);
    assert.match(String(told?.content), /^\+ \* Takes a coupon off\.$/m);
  });
});
