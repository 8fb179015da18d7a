import type { Page } from 'playwright-core';
import { MODEL } from './lab.ts';

const WITHIN_MS = 60_000;

/** Milliseconds since the epoch. */
interface Noted {
  askKimiPressedAt?: number;
  askKimiUsableAt?: number;
}

/**
 * Notes in the page, from its next load on, when a pointer last went down and when the panel became usable: its input takes
 * text, and its footer shows the model, which comes with the host's first message. Exact to a frame.
 */
export async function noteUsablePanel(page: Page): Promise<void> {
  await page.addInitScript((model) => {
    const noted: Window & Noted = window;
    const now = () => performance.timeOrigin + performance.now();
    window.addEventListener(
      'pointerdown',
      () => {
        noted.askKimiPressedAt = now();
      },
      true,
    );
    // VS Code's page around a webview's own document, which it replaces twice while it loads.
    if (!/\/pre\/index\.html\?.*ask-kimi/.test(location.href)) return;
    const look = () => {
      const panel = document.querySelector('iframe')?.contentDocument;
      const input = panel?.querySelector('textarea[aria-label="Message Kimi"]:enabled');
      const footer = panel?.querySelector('footer')?.textContent;
      if (!input || !footer?.includes(model)) {
        requestAnimationFrame(look);
        return;
      }
      const workbench: Window & Noted = window.parent;
      workbench.askKimiUsableAt = now();
    };
    look();
  }, MODEL);
}

/** When the panel became usable, once it is. */
export async function usableAt(page: Page): Promise<number> {
  const found = await page.waitForFunction(
    () => {
      const noted: Window & Noted = window;
      return noted.askKimiUsableAt;
    },
    undefined,
    { timeout: WITHIN_MS },
  );
  return (await found.jsonValue()) ?? Number.NaN;
}

/** When a pointer last went down in the workbench. */
export async function pressedAt(page: Page): Promise<number> {
  return await page.evaluate(() => {
    const noted: Window & Noted = window;
    return noted.askKimiPressedAt ?? Number.NaN;
  });
}
