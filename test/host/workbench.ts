import type { FrameLocator, Page } from 'playwright-core';

const EXTENSION_READY_WITHIN_MS = 45_000;
const PALETTE_OFFERS_WITHIN_MS = 2_000;

/** The frame that the chat's view is in. */
export const VIEW_FRAME = 'iframe.webview.ready[src*="extensionId=ask-kimi.ask-kimi"][src*="purpose=webviewView"]';

/** The document of the chat panel: a webview is an iframe in an iframe, and other extensions may have webviews too. */
export function panelFrame(page: Page): FrameLocator {
  return page.frameLocator(VIEW_FRAME).frameLocator('#active-frame');
}

/** Opens the chat view from the activity bar, as a person does, and resolves when it takes prompts. */
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
  const palette = page.locator('.quick-input-widget');
  // The label may go on with ", recently used" or a key.
  const label = JSON.stringify(title);
  const row = palette.locator(
    `.monaco-list-row:is([aria-label=${label}], [aria-label^=${JSON.stringify(`${title},`)}])`,
  );
  const deadline = performance.now() + EXTENSION_READY_WITHIN_MS;
  for (;;) {
    await page.keyboard.press('F1');
    const input = palette.locator('input.input');
    await input.waitFor();
    await input.fill(`>${title}`);
    const offered = await row
      .first()
      .waitFor({ timeout: PALETTE_OFFERS_WITHIN_MS })
      .then(
        () => true,
        () => false,
      );
    if (offered) break;
    // An open palette does not learn of commands that are registered meanwhile: open it anew.
    await page.keyboard.press('Escape');
    if (performance.now() > deadline) throw new Error(`The command palette does not offer "${title}".`);
  }
  await row.first().click();
}
