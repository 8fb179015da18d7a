import type { CDPSession, Frame, Page } from 'playwright-core';

/** What the window's main threads did: the workbench's, and the panel's where the browser gives it one of its own. */
export interface PageMeter {
  /** Milliseconds since the page was opened, all threads together. */
  read(): Promise<{ scriptMs: number; layoutMs: number }>;
  /** The lengths in milliseconds of all tasks over 50 ms since the meter was opened. */
  longTasks(): Promise<number[]>;
  /** JavaScript memory in use after a collection, in MB. */
  heapMB(): Promise<number>;
}

interface Watched {
  askKimiTasks?: PerformanceObserver;
  askKimiLongTasks?: [at: number, ms: number][];
}

export async function openPageMeter(page: Page): Promise<PageMeter> {
  const sessions = await openSessions(page);
  for (const session of sessions) await session.send('Performance.enable');
  const frames = page.frames();
  for (const frame of frames) await frame.evaluate(observeLongTasks);
  const metric = async (name: string) => {
    const values = await Promise.all(
      sessions.map(async (session) => {
        const { metrics } = await session.send('Performance.getMetrics');
        return metrics.find((candidate) => candidate.name === name)?.value ?? Number.NaN;
      }),
    );
    return values.reduce((sum, value) => sum + value, 0);
  };
  return {
    async read() {
      const layout = (await metric('LayoutDuration')) + (await metric('RecalcStyleDuration'));
      return { scriptMs: (await metric('ScriptDuration')) * 1000, layoutMs: layout * 1000 };
    },
    async longTasks() {
      // Frames of one thread see each other's tasks.
      const tasks = new Map<number, number>();
      for (const frame of frames) {
        for (const [at, ms] of await frame.evaluate(takeLongTasks)) tasks.set(Math.round(at), ms);
      }
      return [...tasks.values()];
    },
    async heapMB() {
      for (const session of sessions) await session.send('HeapProfiler.collectGarbage');
      return (await metric('JSHeapUsedSize')) / 1_000_000;
    },
  };
}

/** The main frame has a session, and so has each frame in a process of its own. */
async function openSessions(page: Page): Promise<CDPSession[]> {
  const open = (frame: Frame) => page.context().newCDPSession(frame);
  const sessions = await Promise.all(page.frames().map((frame) => open(frame).catch(() => undefined)));
  return sessions.filter((session) => session !== undefined);
}

/** Runs in the page. */
function observeLongTasks(): void {
  const watched: Window & Watched = window;
  const tasks: [number, number][] = [];
  watched.askKimiLongTasks = tasks;
  watched.askKimiTasks = new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      tasks.push([performance.timeOrigin + startTime, duration]);
    }
  });
  watched.askKimiTasks.observe({ type: 'longtask' });
}

/** Runs in the page. */
function takeLongTasks(): [number, number][] {
  const watched: Window & Watched = window;
  return watched.askKimiLongTasks ?? [];
}
