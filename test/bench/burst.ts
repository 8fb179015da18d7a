import type { Page } from 'playwright-core';
import { openWindow } from '../host/openWindow.ts';
import { openChat } from '../host/workbench.ts';
import { findExtensionHost } from './extensionHost.ts';
import type { Figure } from './figure.ts';
import type { Lab } from './lab.ts';
import { measureWords, warmUp } from './latency.ts';
import { markdownWords } from './markdownWords.ts';
import { openPageMeter } from './pageMeter.ts';
import { sendPrompt, turnEnded } from './turn.ts';
import { watchWords } from './wordProbe.ts';

const WORDS = 20_000;
const WITHIN_MS = 180_000;
const MAX_BEHIND_MS = 500;
const MAX_TASK_MS = 50;
const MAX_HOST_MS = 2_000;

/** A long answer all at once, and words at the usual speed after it. */
export async function measureBurst(lab: Lab): Promise<Figure[]> {
  await using window = await openWindow(lab);
  const { page } = window;
  await openChat(page);
  await warmUp(lab, page);
  const figures = await measureAnswer(lab, page);
  return [...figures, ...(await measureWords(lab, page, 'afterBurst'))];
}

async function measureAnswer(lab: Lab, page: Page): Promise<Figure[]> {
  const { text, prefix, last } = markdownWords(WORDS);
  const host = await findExtensionHost(lab);
  const meter = await openPageMeter(page);
  const probe = await watchWords(page, prefix, last);
  lab.answerWith([{ content: text, pace: 'burst' }]);
  const hostBefore = await host.cpuMs();
  const pageBefore = await meter.read();
  const asked = lab.simulator.waitForRequest(lab.simulator.requests.length + 1);
  await sendPrompt(page, 'Write a lot');
  const { finished } = await asked;
  const sentAt = finished.then(() => performance.timeOrigin + performance.now());
  const seen = await probe.seen(WITHIN_MS);
  const seenAt = seen.at(-1)?.[1] ?? Number.NaN;
  const pageAfter = await meter.read();
  await turnEnded(page);
  const shown = await probe.count();
  if (shown !== last) throw new Error(`Of ${last} marked words, ${shown} are in the panel.`);
  const hostAfter = await host.cpuMs();
  const tasks = await meter.longTasks();
  return [
    { figure: 'burst.behind', value: seenAt - (await sentAt), unit: 'ms', target: MAX_BEHIND_MS },
    { figure: 'burst.longestTask', value: Math.max(0, ...tasks), unit: 'ms', target: MAX_TASK_MS },
    { figure: 'burst.longTasks', value: tasks.length, unit: 'count' },
    { figure: 'burst.script', value: pageAfter.scriptMs - pageBefore.scriptMs, unit: 'ms' },
    { figure: 'burst.layout', value: pageAfter.layoutMs - pageBefore.layoutMs, unit: 'ms' },
    { figure: 'burst.hostCpu', value: hostAfter - hostBefore, unit: 'ms', target: MAX_HOST_MS },
    { figure: 'burst.heap', value: await meter.heapMB(), unit: 'MB' },
  ];
}
