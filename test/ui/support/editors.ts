import type { Locator, Page } from 'playwright-core';
import { takeFromPalette } from '../../host/workbench.ts';

/** Opens a file by its name, as a user does without the mouse, and resolves when it is the active editor. */
export async function openFile(page: Page, name: string): Promise<void> {
  await takeFromPalette(page, { key: 'ControlOrMeta+P', text: name, row: `[aria-label^=${JSON.stringify(name)}]` });
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
