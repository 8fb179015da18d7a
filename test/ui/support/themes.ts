import { runCommand } from '../../host/workbench.ts';
import type { OpenPanel } from './openPanel.ts';

/** As VS Code lists them, and as what a webview hears of them. */
const THEMES = {
  'Dark Modern': 'vscode-dark',
  'Dark High Contrast': 'vscode-high-contrast',
  'Light High Contrast': 'vscode-high-contrast-light',
  'Light Modern': 'vscode-light',
};

/** One of VS Code's themes, as VS Code tells a webview of it: attributes of its document, colours among them. */
export interface Theme {
  kind: string;
  /** The panel's document has it, from one moment to the next; the window around it keeps its own. */
  wear(): Promise<void>;
}

type Attributes = [name: string, value: string][];

/** Chooses each theme once, as a user does, and notes what the panel hears of it. */
export async function readThemes({ page, panel }: Pick<OpenPanel, 'page' | 'panel'>): Promise<Theme[]> {
  const [html, body] = [panel.locator('html'), panel.locator('body')];
  const themes: Theme[] = [];
  for (const [label, kind] of Object.entries(THEMES)) {
    await runCommand(page, 'Preferences: Color Theme');
    const list = page.locator('.quick-input-widget');
    await list.locator('input').fill(label);
    await list.locator('.monaco-list-row.focused', { hasText: label }).waitFor();
    await page.keyboard.press('Enter');
    await panel.locator(`body[data-vscode-theme-kind="${kind}"]`).waitFor();
    const [ofHtml, ofBody] = [await html.evaluate(attributes), await body.evaluate(attributes)];
    themes.push({
      kind: kind.replace('vscode-', ''),
      async wear() {
        await html.evaluate(setAttributes, ofHtml);
        await body.evaluate(setAttributes, ofBody);
      },
    });
  }
  return themes;
}

/** Runs in the page. */
function attributes(element: Element): Attributes {
  return [...element.attributes].map(({ name, value }) => [name, value]);
}

/** Runs in the page, whose policy lets no style attribute be set: only its declarations, in which the colours are. */
function setAttributes(element: Element, all: Attributes): void {
  for (const [name, value] of all) {
    if (name === 'style' && element instanceof HTMLElement) element.style.cssText = value;
    else element.setAttribute(name, value);
  }
}
