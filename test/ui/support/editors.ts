import type { Locator, Page } from 'playwright-core';

/** Opens a file by its name, as a person does without the mouse, and resolves when it is the active editor. */
export async function openFile(page: Page, name: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+P');
  await page.locator('.quick-input-widget input').fill(name);
  // The list shows other files until it has heard of the name; Enter takes the one that is marked.
  await page.locator('.quick-input-widget .monaco-list-row.focused', { hasText: name }).waitFor();
  await page.keyboard.press('Enter');
  await activeTab(page, name).waitFor();
  await page.locator('.editor-instance .view-lines').first().waitFor();
}

export function activeTab(page: Page, name: string): Locator {
  return page.locator('.tab.active', { hasText: name });
}

/** The side of the open diff on which the proposal stands. */
export function proposalIn(page: Page): Locator {
  return page.locator('.monaco-diff-editor .editor.modified');
}

export function diffIn(page: Page): Locator {
  return page.locator('.monaco-diff-editor');
}
