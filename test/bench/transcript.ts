import type { Locator, Page } from 'playwright-core';
import { BLOCKS_PER_TURN, keepSession, longSession } from '../host/longSession.ts';
import { openWindow } from '../host/openWindow.ts';
import { openChat, panelFrame } from '../host/workbench.ts';
import type { Figure } from './figure.ts';
import type { Lab } from './lab.ts';
import { measureWords, warmUp } from './latency.ts';
import { openPageMeter } from './pageMeter.ts';
import { median, percentile } from './percentile.ts';

/** 2,000 blocks and 250,000 tokens. */
const TURNS = Math.ceil(2_000 / BLOCKS_PER_TURN);
const RUNS = 5;
const MAX_OPEN_MS = 500;
const MAX_TASK_MS = 50;
const MAX_HEAP_MB = 60;
const TITLE = 'A long day';

/** A long session: how soon its end is there, what scrolling through it costs, and how fast words come at its end. */
export async function measureTranscript(lab: Lab): Promise<Figure[]> {
  await keepSession(lab.server, 'long-session', TITLE, longSession(TURNS));
  await using window = await openWindow(lab);
  const { page } = window;
  await openChat(page);
  await warmUp(lab, page);
  const meter = await openPageMeter(page);
  const before = await meter.heapMB();
  const opened: number[] = [];
  for (let run = 0; run < RUNS; run += 1) opened.push(await openFromList(page, TITLE, `What turn ${TURNS} did`));
  await meter.longTasks();
  const opening = await meter.longTasks();
  const scrolled = await scrollThrough(page);
  const scrolling = (await meter.longTasks()).slice(opening.length);
  const heap = (await meter.heapMB()) - before;
  return [
    { figure: 'transcript.open', value: median(opened), unit: 'ms', target: MAX_OPEN_MS, samples: RUNS },
    { figure: 'transcript.openLongestTask', value: Math.max(0, ...opening), unit: 'ms' },
    { figure: 'transcript.scrollLongestTask', value: Math.max(0, ...scrolling), unit: 'ms', target: MAX_TASK_MS },
    { figure: 'transcript.scrollFrame', value: percentile(scrolled, 0.95), unit: 'ms', samples: scrolled.length },
    { figure: 'transcript.elements', value: await panelFrame(page).locator('main *').count(), unit: 'count' },
    { figure: 'transcript.heap', value: heap, unit: 'MB', target: MAX_HEAP_MB },
    ...(await measureWords(lab, page, 'transcript')),
  ];
}

/** From the click on the session to its last heading in the panel, in milliseconds; opens another session first. */
export async function openFromList(page: Page, title: string, heading: string): Promise<number> {
  const panel = panelFrame(page);
  await page.locator('.pane-header, .composite.title').getByRole('button', { name: 'New Session' }).first().click();
  await panel.getByRole('heading', { name: 'New session' }).waitFor();
  await panel.getByRole('button', { name: 'Sessions' }).click();
  const row = panel.getByRole('list', { name: 'Sessions' }).getByRole('button', { name: title }).first();
  await row.waitFor();
  return await row.evaluate(clickAndWait, heading);
}

/** Runs in the panel. */
function clickAndWait(button: HTMLElement | SVGElement, words: string): Promise<number> {
  const { body } = button.ownerDocument;
  return new Promise((resolve) => {
    const start = performance.now();
    const look = () => {
      const heading = [...body.querySelectorAll('h2')].at(-1);
      if (heading?.textContent === words && heading.checkVisibility()) resolve(performance.now() - start);
      else requestAnimationFrame(look);
    };
    button.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    look();
  });
}

/** From the end to the beginning and back, half a screen a frame, then in leaps. The lengths of the frames in milliseconds. */
async function scrollThrough(page: Page): Promise<number[]> {
  return await scroller(page).evaluate(async (element) => {
    const frames: number[] = [];
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const scrollTo = async (top: number) => {
      const start = performance.now();
      element.scrollTop = top;
      await frame();
      await frame();
      frames.push((performance.now() - start) / 2);
    };
    const step = element.clientHeight / 2;
    for (let top = 0; top > -(element.scrollHeight - element.clientHeight); top -= step) await scrollTo(top);
    for (let top = element.scrollTop; top < 0; top += step * 4) await scrollTo(top);
    for (const share of [0.9, 0.1, 0.5, 0.3, 0.7, 0]) await scrollTo(-element.scrollHeight * share);
    return frames;
  });
}

function scroller(page: Page): Locator {
  return panelFrame(page).locator('main.transcript');
}
