import assert from 'node:assert/strict';
import { runCommand } from '../host/workbench.ts';
import { openFile } from './support/editors.ts';
import type { OpenPanel } from './support/openPanel.ts';
import { panelFixture } from './support/panelFixture.ts';

describe('asking about a selection', () => {
  const fixture = panelFixture();
  let window: OpenPanel;

  /** The side bar with the panel is closed at first. */
  beforeEach(async () => {
    window = await fixture.open({ scenario: () => ({ reasoning: 'I see.', content: 'It does things.' }) });
    const { page } = window;
    await page.keyboard.press('ControlOrMeta+B');
    await page.locator('.part.sidebar').waitFor({ state: 'hidden' });
    await openFile(page, 'README.md');
  });

  async function selectTwoLines(): Promise<void> {
    const { keyboard } = window.page;
    await keyboard.press('ControlOrMeta+Home');
    await keyboard.press('Shift+ArrowDown');
    await keyboard.press('Shift+ArrowDown');
  }

  it('opens the panel with the selection attached and the cursor in the input', async () => {
    const { page, input, button } = window;
    await selectTwoLines();
    await runCommand(page, 'Ask Kimi: Ask About the Selection');
    await button('Remove README.md:1–2').waitFor();
    await page.keyboard.type('What is this?');
    assert.equal(await input.inputValue(), 'What is this?');
  });

  it('is offered by the editor’s menu', async () => {
    const { page, button } = window;
    await selectTwoLines();
    await page.locator('.editor-instance .view-line').first().click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Ask About the Selection' }).click();
    await button('Remove README.md:1–2').waitFor();
  });

  it('offers the lightbulb', async () => {
    const { page, button } = window;
    const action = page.locator('.action-widget').getByText('Ask Kimi', { exact: true });
    const offered = async () => {
      await selectTwoLines();
      await page.keyboard.press('ControlOrMeta+.');
      return await action.waitFor({ timeout: 2_000 }).then(
        () => true,
        () => false,
      );
    };
    // A menu that opens before the extension is active does not learn of it.
    while (!(await offered())) await page.keyboard.press('Escape');
    await action.click();
    await button('Remove README.md:1–2').waitFor();
  });

  it('offers the current file without being asked', async () => {
    const { page, button } = window;
    await runCommand(page, 'Ask Kimi: Ask');
    await button('Attach README.md').click();
    await button('Remove README.md').waitFor();
  });

  it('runs a task at once', async () => {
    const { page, panel, requests } = window;
    await selectTwoLines();
    await runCommand(page, 'Ask Kimi: Explain');
    await panel.getByText('It does things.', { exact: true }).waitFor();
    const request = requests().at(-1)?.body;
    const prompt = JSON.stringify(request?.messages.findLast(({ role }) => role === 'user')?.content);
    assert.match(prompt, /Explain this code/);
    assert.match(prompt, /README\.md/);
  });
});
