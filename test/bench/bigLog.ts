import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { longSession } from '../host/longSession.ts';
import { startFixture } from '../unit/support/sessionFixture.ts';
import type { Figure } from './figure.ts';
import { median } from './percentile.ts';

const RUNS = 5;
const MAX_OPEN_MS = 1_000;
const BYTES = 50_000_000;
const TURNS = 200;
const SESSION = 'big-log';

/** How long it takes until a session is open whose log has 50 MB. */
export async function measureBigLog(): Promise<Figure[]> {
  await using fixture = await startFixture({ scenario: [] });
  const folder = path.join(fixture.storage, SESSION);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'log.jsonl'), logOf(BYTES));
  const opened: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const began = performance.now();
    const session = await fixture.open(SESSION);
    opened.push(performance.now() - began);
    await session.close();
  }
  return [{ figure: 'bigLog.open', value: median(opened), unit: 'ms', target: MAX_OPEN_MS, samples: RUNS }];
}

/** As days of work leave one: what tools gave is most of it. */
function logOf(bytes: number): string {
  const entries = longSession(TURNS);
  const results = entries.filter(({ event }) => event.type === 'tool.finished').length;
  const output = 'One more line of what a tool gave.\n'.repeat(bytes / results / 35);
  const lines = entries.map((entry) =>
    entry.event.type === 'tool.finished' ? { ...entry, event: { ...entry.event, output } } : entry,
  );
  return [{ schema: 1, session: SESSION }, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('');
}
