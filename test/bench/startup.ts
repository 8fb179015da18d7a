import type { Locator, Page } from 'playwright-core';
import { openWindow } from '../host/openWindow.ts';
import { openChat, runCommand } from '../host/workbench.ts';
import type { Figure } from './figure.ts';
import type { Lab } from './lab.ts';
import { median } from './percentile.ts';
import { noteUsablePanel, pressedAt, usableAt } from './usablePanel.ts';

const RUNS = 5;
const MAX_ACTIVATION_MS = 30;
const READ_WITHIN_MS = 30_000;

/** Milliseconds. */
interface Run {
  /** From the click on the icon, which activates the extension. */
  open: number;
  /** From the beginning of the page's load, with the panel open when the window was last closed. */
  reload: number;
  activations: Activation[];
}

interface Activation {
  load: number;
  call: number;
  finish: number;
}

/** What the extension costs a starting VS Code, and how long a person waits for the panel. Medians of several windows. */
export async function measureStartup(lab: Lab): Promise<Figure[]> {
  const runs: Run[] = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await measureRun(lab));
  const activations = runs.flatMap((run) => run.activations);
  const total = ({ load, call, finish }: Activation) => load + call + finish;
  const activation = (what: string, of: (activation: Activation) => number): Figure => {
    return {
      figure: `activation.${what}`,
      value: median(activations.map(of)),
      unit: 'ms',
      samples: activations.length,
    };
  };
  return [
    activation('load', ({ load }) => load),
    activation('call', ({ call }) => call),
    activation('finish', ({ finish }) => finish),
    { ...activation('total', total), target: MAX_ACTIVATION_MS },
    { ...activation('slowest', total), value: Math.max(...activations.map(total)) },
    { figure: 'panel.open', value: median(runs.map(({ open }) => open)), unit: 'ms', samples: RUNS },
    { figure: 'panel.reload', value: median(runs.map(({ reload }) => reload)), unit: 'ms', samples: RUNS },
  ];
}

async function measureRun(lab: Lab): Promise<Run> {
  await using window = await openWindow(lab);
  const { page } = window;
  await noteUsablePanel(page);
  await page.reload();
  await openChat(page);
  const open = (await usableAt(page)) - (await pressedAt(page));
  const opened = await readActivation(page);
  await window.reload();
  const reload = (await usableAt(page)) - (await page.evaluate(() => performance.timeOrigin));
  return { open, reload, activations: [opened, await readActivation(page)] };
}

/** Reads the extension's row in the editor that `Developer: Startup Performance` opens. */
async function readActivation(page: Page): Promise<Activation> {
  await runCommand(page, 'Developer: Startup Performance');
  const editor = page.locator('.editor-instance .monaco-editor').first();
  await editor.locator('.view-line', { hasText: 'System Info' }).waitFor();
  const deadline = performance.now() + READ_WITHIN_MS;
  // The editor's text is replaced once more when the last of it is known, and its selection with it.
  for (let text = ''; performance.now() < deadline; text = await copyAll(page, editor)) {
    const row = /^\| ask-kimi\.ask-kimi +\| \w+ +\| (\d+) +\| (\d+) +\| (\d+) +\|/m.exec(text);
    const [load, call, finish] = row?.slice(1).map(Number) ?? [];
    if (load !== undefined && call !== undefined && finish !== undefined) return { load, call, finish };
  }
  throw new Error('Startup Performance shows no row of the extension.');
}

async function copyAll(page: Page, editor: Locator): Promise<string> {
  await editor.click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('ControlOrMeta+C');
  return await page.evaluate(() => navigator.clipboard.readText());
}
