import type { Locator, Page } from 'playwright-core';
import { openWindow, type Window } from '../host/openWindow.ts';
import { openChat, runCommand } from '../host/workbench.ts';
import type { Figure } from './figure.ts';
import type { Lab } from './lab.ts';
import { median as medianOf } from './percentile.ts';
import { noteUsablePanel, pressedAt, usableAt } from './usablePanel.ts';

const RUNS = 5;
const MAX_ACTIVATION_MS = 30;
const MAX_USABLE_MS = 700;
const STARTED_WITHIN_MS = 60_000;
const READ_WITHIN_MS = 30_000;

/** Milliseconds. */
interface Visit {
  usable: number;
  activation: Activation;
}

/** As Startup Performance shows it. */
interface Activation {
  /** Includes the wait for other extensions that load at the same time. */
  load: number;
  /** Without that wait; VS Code tells it of extensions that load as the window starts. */
  ownLoad: number | undefined;
  call: number;
  finish: number;
}

/**
 * What the extension costs VS Code, and how long a user waits for the panel: `opened` from the click on its icon in a window
 * that has started, `restored` from the beginning of the load of a window that had it open, when everything else starts too.
 * Medians of several windows.
 */
export async function measureStartup(lab: Lab): Promise<Figure[]> {
  const opened: Visit[] = [];
  const restored: Visit[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    await using window = await openWindow(lab);
    opened.push(await open(window));
    restored.push(await restore(window));
  }
  return [...summary('opened', opened), ...summary('restored', restored)];
}

async function open({ page }: Window): Promise<Visit> {
  await noteUsablePanel(page);
  await page.reload();
  await started(page);
  await openChat(page);
  const usable = (await usableAt(page)) - (await pressedAt(page));
  return { usable, activation: await readActivation(page) };
}

/** VS Code's own mark of a window in which everything that starts with it has: the parts of its last phase are there. */
async function started(page: Page): Promise<void> {
  const mark = () => performance.getEntriesByName('code/didCreateWorkbenchContributions/4').length > 0;
  await page.waitForFunction(mark, undefined, { timeout: STARTED_WITHIN_MS });
}

async function restore({ page, reload }: Window): Promise<Visit> {
  await reload();
  const usable = (await usableAt(page)) - (await page.evaluate(() => performance.timeOrigin));
  return { usable, activation: await readActivation(page) };
}

function summary(how: string, visits: readonly Visit[]): Figure[] {
  const figure = (name: string, of: (visit: Visit) => number | undefined, target?: number): Figure[] => {
    const values = visits.flatMap((visit) => of(visit) ?? []);
    if (values.length === 0) return [];
    const median = { figure: `${name}.${how}`, value: medianOf(values), unit: 'ms' as const, samples: values.length };
    return [{ ...median, ...(target === undefined ? {} : { target }) }];
  };
  const total = ({ activation: { load, call, finish } }: Visit) => load + call + finish;
  return [
    ...figure('activation.load', ({ activation }) => activation.load),
    ...figure('activation.ownLoad', ({ activation }) => activation.ownLoad),
    ...figure('activation.call', ({ activation }) => activation.call),
    ...figure('activation.finish', ({ activation }) => activation.finish),
    ...figure('activation.total', total, MAX_ACTIVATION_MS),
    ...figure('panel.usable', ({ usable }) => usable, how === 'opened' ? MAX_USABLE_MS : undefined),
  ];
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
    const own = /\/didLoadExtensionCode\/ask-kimi\.ask-kimi\t\d+\t(\d+)/.exec(text)?.[1];
    const ownLoad = own === undefined ? undefined : Number(own);
    if (load !== undefined && call !== undefined && finish !== undefined) return { load, ownLoad, call, finish };
  }
  throw new Error('Startup Performance shows no row of the extension.');
}

async function copyAll(page: Page, editor: Locator): Promise<string> {
  await editor.click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('ControlOrMeta+C');
  return await page.evaluate(() => navigator.clipboard.readText());
}
