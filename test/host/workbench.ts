import type { FrameLocator, Page } from 'playwright-core';

const EXTENSION_READY_WITHIN_MS = 45_000;
const PALETTE_OFFERS_WITHIN_MS = 2_000;

/** The frame that the chat's view is in. */
export const VIEW_FRAME = 'iframe.webview.ready[src*="extensionId=ask-kimi.ask-kimi"][src*="purpose=webviewView"]';

/** The document of the chat panel: a webview is an iframe in an iframe, and other extensions may have webviews too. */
export function panelFrame(page: Page): FrameLocator {
  return page.frameLocator(VIEW_FRAME).frameLocator('#active-frame');
}

/** Opens the chat view from the activity bar, as a user does, and resolves when it takes prompts. */
export async function openChat(page: Page): Promise<FrameLocator> {
  const icon = page.locator('.activitybar [role="tab"]:has(.action-label[aria-label^="Ask Kimi"])');
  await icon.waitFor({ timeout: EXTENSION_READY_WITHIN_MS });
  // A click on the icon of the view that is open would close it.
  if ((await icon.getAttribute('aria-selected')) !== 'true') await icon.click();
  return await chatReady(page);
}

/** Resolves when the chat, which is open or opens by itself, takes prompts. */
export async function chatReady(page: Page): Promise<FrameLocator> {
  const frame = panelFrame(page);
  // The input stands in the page before the panel's script runs; what the host says of the endpoint comes after.
  await frame.locator('.footer button').first().waitFor({ timeout: EXTENSION_READY_WITHIN_MS });
  return frame;
}

/** Chooses a file in VS Code's own dialog, which is the palette's widget with a path in it. Resolves with the path that it offered. */
export async function chooseFile(page: Page, file: string): Promise<string> {
  const dialog = page.locator('.quick-input-widget');
  // The dialog writes its path once it has listed the folder: over what was filled in before.
  await dialog.locator('.monaco-list-row').getByText('..', { exact: true }).first().waitFor();
  const input = dialog.locator('input.input');
  const offered = await input.inputValue();
  await input.fill(file);
  await page.keyboard.press('Enter');
  return offered;
}

/** Runs a command by its title in the command palette, with real keys: `runCommand(page, 'Ask Kimi: New Session')`. */
export async function runCommand(page: Page, title: string): Promise<void> {
  const label = JSON.stringify(title);
  // The label may go on with ", recently used" or a key.
  const row = `:is([aria-label=${label}], [aria-label^=${JSON.stringify(`${title},`)}])`;
  await takeFromPalette(page, { key: 'F1', text: `>${title}`, row });
}

export interface Taken {
  /** Opens the palette. */
  key: string;
  /** What is typed into it. */
  text: string;
  /** Selects the row to take, among the rows. */
  row: string;
}

/**
 * Opens VS Code's palette and takes a row. The palette closes where something else takes the focus meanwhile, and an open one does
 * not learn of commands that are registered meanwhile: then it is opened anew.
 */
export async function takeFromPalette(page: Page, { key, text, row }: Taken): Promise<void> {
  const palette = page.locator('.quick-input-widget');
  const soon = { timeout: PALETTE_OFFERS_WITHIN_MS };
  const deadline = performance.now() + EXTENSION_READY_WITHIN_MS;
  for (;;) {
    await page.keyboard.press(key);
    try {
      await palette.locator('input.input').fill(text, soon);
      await palette.locator(`.monaco-list-row${row}`).first().click(soon);
      return;
    } catch (error) {
      if (performance.now() > deadline) throw new Error(`The palette does not offer "${text}".`, { cause: error });
    }
    // Where nothing is to be closed, it would mean something else.
    if (await palette.isVisible()) await page.keyboard.press('Escape');
  }
}
