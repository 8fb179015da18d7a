import assert from 'node:assert/strict';
import type { FrameLocator } from 'playwright-core';
import { panelFixture } from './support/panelFixture.ts';

/** Names, and what the test itself says. */
const FOREIGN =
  /Ask Kimi|Kimi|API|VS Code|Shift|tokens?|AGENTS\.md|Ctrl|Alt|Escape|Enter|kimi-[\w.-]+|notes\.txt|printf x/g;

describe('the panel in Simplified Chinese', () => {
  const fixture = panelFixture();

  it('has no English word left, and nothing is cut off where it is narrow', async () => {
    const { page, panel, blocks, button, input, screenshot } = await fixture.open({
      language: 'zh-cn',
      files: { 'notes.txt': '1\n' },
      scenario: [
        {
          reasoning: '看看。',
          toolCalls: [
            { name: 'search_text', arguments: { pattern: '1' } },
            { name: 'write_file', arguments: { path: 'notes.txt', content: '2\n' } },
          ],
        },
        { reasoning: '再看。', toolCalls: [{ name: 'run_command', arguments: { command: 'printf x' } }] },
        { reasoning: '好。', content: '现在是 2。' },
      ],
    });
    assert.equal(await panel.locator('html').getAttribute('lang'), 'zh-cn');
    await panel.getByText('Kimi 读取、更改和运行你的代码。').first().waitFor();
    await page.getByRole('button', { name: '新建会话' }).first().waitFor();
    await checkWords(panel, 'empty');
    await screenshot('chinese-1-empty');

    await input.fill('改');
    await input.press('Enter');
    await button('接受').waitFor();
    await checkWords(panel, 'edit');
    await screenshot('chinese-2-edit');
    await button('接受').click();
    await button('运行').waitFor();
    await checkWords(panel, 'command');
    await button('运行').click();
    await blocks('content').getByText('现在是 2。').waitFor();
    await button('发送').waitFor();
    await panel.locator('.tokens').click();
    await panel.getByText('来自缓存').waitFor();
    await checkWords(panel, 'answer');
    for (const width of [220, 320]) {
      await panel.locator('body').evaluate((body, px) => {
        body.style.width = `${px}px`;
      }, width);
      await checkFit(panel, width);
      await screenshot(`chinese-3-answer-${width}`);
    }
    await panel.locator('body').evaluate((body) => {
      body.style.width = '';
    });
    await page.keyboard.press('Escape');
    await button('会话').click();
    await button('新建会话').waitFor();
    await checkWords(panel, 'sessions');
    await screenshot('chinese-4-sessions');
  });
});

/** Fails with what the panel shows or calls something in Latin letters. */
async function checkWords(panel: FrameLocator, state: string): Promise<void> {
  const body = panel.locator('body');
  const named = await body.evaluate((element) =>
    ['aria-label', 'title', 'placeholder'].flatMap((name) =>
      [...element.querySelectorAll(`[${name}]`)].flatMap((one) => {
        // A name of what is hidden from those who listen is never said: the toolkit gives its progress ring one.
        const unsaid = name === 'aria-label' && one.ariaHidden === 'true';
        return unsaid ? [] : (one.getAttribute(name) ?? '');
      }),
    ),
  );
  const words = [...(await body.innerText()).split('\n'), ...named];
  const english = words.filter((text) => /[a-z]{2}/i.test(text.replace(FOREIGN, '')));
  assert.deepEqual([...new Set(english)], [], state);
}

/** Fails with the buttons and marks that have less room than their text. */
async function checkFit(panel: FrameLocator, width: number): Promise<void> {
  const cut = await panel
    .locator('body')
    .evaluate((body) =>
      [...body.querySelectorAll('button, vscode-button, .outcome, .verb, .badge')]
        .filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1)
        .map((element) => element.textContent),
    );
  assert.deepEqual(cut, [], `${width} px`);
}
