import type { Page } from 'playwright-core';
import { openWindow } from '../host/openWindow.ts';
import { openChat } from '../host/workbench.ts';
import type { Figure } from './figure.ts';
import type { Lab } from './lab.ts';
import { percentile } from './percentile.ts';
import { sendPrompt, turnEnded } from './turn.ts';
import { numberedWord, type Seen, watchWords } from './wordProbe.ts';

const WORDS = 400;
const WORDS_PER_SECOND = 50;
const MAX_P50_MS = 8;
/** One frame. */
const MAX_P95_MS = 17;
const WITHIN_MS = 60_000;

/** How long a word takes from the server to the panel, at the speed of a fast model. */
export async function measureLatency(lab: Lab): Promise<Figure[]> {
  await using window = await openWindow(lab);
  await openChat(window.page);
  await warmUp(lab, window.page);
  return await measureWords(lab, window.page, 'latency');
}

/** One short turn, so that nothing is loaded for the first time while it is measured. */
export async function warmUp(lab: Lab, page: Page): Promise<void> {
  lab.answerWith([
    { reasoning: 'warm1z `warm2z`', content: 'Some code:\n\n```js\nlet warm3z = 1;\n```\n\nand warm4z' },
  ]);
  const probe = await watchWords(page, 'warm', 4);
  await sendPrompt(page, 'Warm up');
  await probe.seen(WITHIN_MS);
  await turnEnded(page);
}

/** Reasoning and content, each in a turn of its own; `group` begins the figures' names and tells their words from others. */
export async function measureWords(lab: Lab, page: Page, group: string): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const kind of ['reasoning', 'content'] as const) {
    const prefix = `${kind}${group}`.slice(0, kind.length + 1);
    const sent = new Map<number, number>();
    const onSent = (text: string, at: number) => {
      if (text.startsWith(prefix)) sent.set(Number.parseInt(text.slice(prefix.length), 10), at);
    };
    const text = numberedWords(prefix);
    const texts = kind === 'content' ? { content: text } : { reasoning: text, content: 'Done.' };
    lab.answerWith([{ ...texts, pace: { wordsPerSecond: WORDS_PER_SECOND }, onSent }]);
    const probe = await watchWords(page, prefix, WORDS);
    await sendPrompt(page, `Write some ${kind}`);
    figures.push(...summary(`${group}.${kind}`, sent, await probe.seen(WITHIN_MS)));
    await turnEnded(page);
  }
  return figures;
}

/** Prose and lists, as models write them. */
function numberedWords(prefix: string): string {
  const words = Array.from({ length: WORDS }, (_, index) => numberedWord(prefix, index + 1));
  const take = (count: number) => words.splice(0, count).join(' ');
  const parts: string[] = [];
  while (words.length > 0) parts.push(`${take(40)}.`, [10, 10, 10].map((count) => `- ${take(count)}`).join('\n'));
  return parts.join('\n\n');
}

function summary(figure: string, sent: ReadonlyMap<number, number>, seen: Seen): Figure[] {
  const latencies = [...sent].map(([number, at]) => {
    const arrival = seen.find(([newest]) => newest >= number);
    return (arrival?.[1] ?? Number.NaN) - at;
  });
  if (latencies.length !== WORDS) throw new Error(`${latencies.length} words were sent instead of ${WORDS}.`);
  const samples = latencies.length;
  return [
    { figure: `${figure}.p50`, value: percentile(latencies, 0.5), unit: 'ms', target: MAX_P50_MS, samples },
    { figure: `${figure}.p95`, value: percentile(latencies, 0.95), unit: 'ms', target: MAX_P95_MS, samples },
    { figure: `${figure}.max`, value: percentile(latencies, 1), unit: 'ms', samples },
  ];
}
