import assert from 'node:assert/strict';
import { panelFixture } from './support/panelFixture.ts';

describe('the first minute', () => {
  const fixture = panelFixture({ userSettings: { 'workbench.colorTheme': 'Default Dark Modern' } });

  it('suggests what fits the project, and gives a tour', async () => {
    const { page, panel, input, screenshot } = await fixture.begin([], {
      'package.json': '{ "scripts": { "test": "node --test" } }',
      'sum.js': 'export const sum = 1;\n',
    });
    const suggestions = panel.getByRole('list', { name: 'Suggestions' });
    await suggestions.getByRole('button').nth(2).waitFor();
    assert.deepEqual(await suggestions.getByRole('button').allTextContents(), [
      'Run the tests and fix what fails',
      'Explain how this project is built',
      'Write an AGENTS.md for this project',
    ]);
    await suggestions.getByRole('button', { name: 'Run the tests' }).click();
    assert.equal(await input.inputValue(), 'Run the tests and fix what fails');

    await panel.getByRole('button', { name: 'Take the tour' }).click();
    await page.getByRole('heading', { level: 2, name: 'Get Started with Ask Kimi' }).waitFor();
    for (const step of ['Ask for something', 'Review what it changes', 'Go back at any time', 'Say where Kimi runs']) {
      await page.locator('.getting-started-step', { hasText: step }).click();
    }
    await page.getByRole('button', { name: 'Set API Key' }).waitFor();
    await screenshot('tour');
  });

  it('has suggestions for an empty folder', async () => {
    const { panel } = await fixture.begin([], {});
    const suggestions = panel.getByRole('list', { name: 'Suggestions' });
    await suggestions.getByRole('button', { name: 'Set up a small web app with tests' }).waitFor();
  });
});
