import type { Locator, Page } from 'playwright-core';
import { panelFrame } from '../host/workbench.ts';

/** When numbered words were first seen in the panel's DOM: pairs of a number and milliseconds since the epoch, ascending. */
export type Seen = [number: number, at: number][];

/** Watches for words in the panel. */
export interface WordProbe {
  /** Resolves when the last of the words has been seen; times are on this process's clock. */
  seen(withinMs: number): Promise<Seen>;
  /** How many of the words are in the panel now. */
  count(): Promise<number>;
}

interface Watched {
  askKimiSeen?: Promise<Seen>;
}

const PINGS = 20;

/** A word to watch for. It tells its end, since the text of a document runs its blocks together. */
export function numberedWord(prefix: string, number: number): string {
  return `${prefix}${number}z`;
}

/**
 * Watches for the numbered words from 1 to `last`, all of which are to stream in after this resolved. A word counts when it is in
 * the document: the watcher runs in the task that put it there, before layout and paint.
 */
export async function watchWords(page: Page, prefix: string, last: number): Promise<WordProbe> {
  const body = panelFrame(page).locator('body');
  await body.evaluate(observeWords, { prefix, last });
  const offset = await clockOffset(body);
  return {
    async seen(withinMs) {
      const late = Promise.withResolvers<never>();
      const timer = setTimeout(() => {
        late.reject(new Error(`The last word was not in the panel within ${withinMs / 1000} s.`));
      }, withinMs);
      const seen = body.evaluate((): Promise<Seen> => {
        const watched: Window & Watched = window;
        return watched.askKimiSeen ?? Promise.resolve([]);
      });
      try {
        return (await Promise.race([seen, late.promise])).map(([number, at]) => [number, at - offset]);
      } finally {
        clearTimeout(timer);
      }
    },
    count: () =>
      body.evaluate((element, prefix) => {
        return new Set(element.textContent?.match(new RegExp(`${prefix}\\d+z`, 'g'))).size;
      }, prefix),
  };
}

/** Runs in the panel, so it can use nothing of this module. Reads only what each change added: its own cost stays small. */
function observeWords(body: HTMLElement | SVGElement, { prefix, last }: { prefix: string; last: number }): void {
  const watched: Window & Watched = window;
  const word = new RegExp(`${prefix}(\\d+)z`, 'g');
  const seen: Seen = [];
  let newest = 0;
  watched.askKimiSeen = new Promise((resolve) => {
    const observer = new MutationObserver((records) => {
      const at = performance.timeOrigin + performance.now();
      const before = newest;
      for (const record of records) {
        const changed = record.type === 'childList' ? record.addedNodes : [record.target];
        for (const node of changed) {
          for (const match of (node.textContent ?? '').matchAll(word)) newest = Math.max(newest, Number(match[1]));
        }
      }
      if (newest === before) return;
      seen.push([newest, at]);
      if (newest < last) return;
      observer.disconnect();
      resolve(seen);
    });
    observer.observe(body, { subtree: true, childList: true, characterData: true });
  });
}

/**
 * By how many milliseconds the panel's clock is ahead of this process's. Both follow the same machine's clock but were set when
 * their processes began. Each ping bounds the offset; 0 unless the bounds exclude it.
 */
async function clockOffset(body: Locator): Promise<number> {
  const now = () => performance.timeOrigin + performance.now();
  let least = Number.NEGATIVE_INFINITY;
  let most = Number.POSITIVE_INFINITY;
  for (let ping = 0; ping < PINGS; ping += 1) {
    const before = now();
    const there = await body.evaluate(() => performance.timeOrigin + performance.now());
    least = Math.max(least, there - now());
    most = Math.min(most, there - before);
  }
  return least <= 0 && most >= 0 ? 0 : (least + most) / 2;
}
