import { runCommand } from '../../host/workbench.ts';
import { openFile } from '../support/editors.ts';
import { openShopOnSunday, reviewIsDrawn, type Shop, send } from './withShop.ts';

/** The whole window at one moment of a story that really goes on. */
export interface Scene {
  name: string;
  does(shop: Shop): Promise<void>;
}

/** Shows what a command of the palette asks. */
function picks(name: string, title: string, offer: string): Scene {
  return {
    name: `Window: ${name}`,
    async does({ page }) {
      await page.keyboard.press('Escape');
      await runCommand(page, title);
      await page.locator('.quick-input-widget .monaco-list-row', { hasText: offer }).first().waitFor();
    },
  };
}

/** In this order: each goes on where the one before it ended. */
export const scenes: Scene[] = [
  {
    name: 'Window: empty',
    does: ({ panel }) => panel.locator('.suggestions button').first().waitFor(),
  },
  {
    name: 'Window: Kimi reasons',
    async does({ page, panel, gate }) {
      await openFile(page, 'promotions.test.js');
      await send(panel, 'Fix the failing test');
      await gate.reached;
      await panel.getByText('So the most', { exact: false }).waitFor();
    },
  },
  {
    name: 'Window: an edit waits',
    async does({ page, gate }) {
      gate.open();
      await reviewIsDrawn(page);
    },
  },
  {
    name: 'Window: a command asks',
    async does({ panel }) {
      await panel.getByRole('button', { name: 'Accept', exact: true }).click();
      await panel.getByRole('button', { name: 'Run' }).waitFor();
    },
  },
  {
    name: 'Window: a command runs',
    async does({ panel }) {
      await panel.getByRole('button', { name: 'Run' }).click();
      await panel.getByText('a coupon counts only from its minimum on').waitFor();
    },
  },
  {
    name: 'Window: the answer',
    async does({ panel, folder }) {
      await openShopOnSunday(folder);
      await panel.getByRole('heading', { name: 'The tests pass' }).waitFor();
      await panel.locator('pre .hljs-number').first().waitFor();
    },
  },
  {
    name: 'Window: what the turn changed',
    async does({ page, panel }) {
      await panel.getByRole('button', { name: 'Review changes' }).click();
      await page.locator('.multiDiffEntry, .monaco-diff-editor').first().waitFor();
      await page.locator('.line-insert').first().waitFor();
    },
  },
  {
    name: 'Window: a restore asks',
    async does({ page, panel }) {
      await panel.locator('[data-block="user"]').hover();
      await panel.getByRole('button', { name: 'Restore to here' }).click();
      await page.locator('.quick-input-widget').getByText('Files and conversation').click();
      await panel.getByRole('button', { name: 'Restore', exact: true }).waitFor();
      await page.locator('.line-insert, .line-delete').first().waitFor();
    },
  },
  {
    name: 'Window: restored',
    async does({ panel }) {
      await panel.getByRole('button', { name: 'Restore', exact: true }).click();
      await panel.getByRole('button', { name: 'Redo' }).waitFor();
    },
  },
  picks('endpoints to select', 'Ask Kimi: Select Endpoint', 'EmpirioLabs'),
  picks('models to select', 'Ask Kimi: Select Model', 'kimi-k2'),
  picks('ways of working to select', 'Ask Kimi: Select Approvals', 'Plan'),
  {
    name: 'Window: the menu of the view',
    async does({ page }) {
      await page.keyboard.press('Escape');
      await page.locator('.part.sidebar .title-actions [aria-label^="Views and More Actions"]').click();
      await page.locator('.monaco-menu').first().waitFor();
    },
  },
  {
    name: 'Window: in an editor',
    async does({ page }) {
      await page.keyboard.press('Escape');
      await runCommand(page, 'Ask Kimi: Open in Editor');
      await page.locator('.tab.active', { hasText: 'Ask Kimi' }).waitFor();
      const frame = 'iframe.webview.ready[src*="extensionId=ask-kimi.ask-kimi"]:not([src*="purpose=webviewView"])';
      const editor = page.frameLocator(frame).frameLocator('#active-frame');
      await editor.locator('.footer button').first().waitFor();
    },
  },
  {
    name: 'Window: the tour',
    async does({ page }) {
      await runCommand(page, 'Ask Kimi: Take the Tour');
      await page.locator('.gettingStartedContainer .step-title').first().waitFor();
    },
  },
];
