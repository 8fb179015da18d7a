import assert from 'node:assert/strict';
import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Entry } from '../../src/agent/events/events.ts';
import { Chance } from './support/chance.ts';
import { checkSession, openForCheck } from './support/checkSession.ts';
import { damage } from './support/damage.ts';
import { LabWindow } from './support/LabWindow.ts';
import { makePlace, type Place } from './support/place.ts';
import { randomReplies } from './support/randomReplies.ts';

const DAMAGES = 200;

/** Logs of every kind, each by the prompts that it has and how it ends. */
const LOGS = [
  { name: 'short', prompts: 1, compacts: false, ends: 'closed' },
  { name: 'long', prompts: 6, compacts: false, ends: 'closed' },
  { name: 'compacted', prompts: 3, compacts: true, ends: 'closed' },
  { name: 'interrupted', prompts: 2, compacts: false, ends: 'killed' },
] as const;

describe('a damaged log', () => {
  for (const [index, log] of LOGS.entries()) {
    it(`that is ${log.name} opens with all whole records, and goes on (${DAMAGES} damages)`, async function () {
      this.timeout(600_000);
      const chance = new Chance(index + 1);
      await using place = await makePlace(randomReplies(chance));
      const id = await makeLog(place, log);
      const whole = await readFile(path.join(place.storage, id, 'log.jsonl'));
      for (let round = 0; round < DAMAGES; round++) {
        const { bytes, how } = damage(whole, chance);
        const storage = path.join(place.root, `damaged${round}`);
        await cp(place.storage, storage, { recursive: true });
        await writeFile(path.join(storage, id, 'log.jsonl'), bytes);
        try {
          await checkRecords({ ...place, storage }, id, bytes);
          await checkSession({ ...place, storage }, id);
        } catch (error) {
          throw new Error(`damage ${round}, ${how}: ${storage}`, { cause: error });
        }
      }
    });
  }
});

async function makeLog(place: Place, log: (typeof LOGS)[number]): Promise<string> {
  const window = await LabWindow.open({ ...place, url: place.simulator.url, holder: 'window' });
  for (let prompt = 1; prompt <= log.prompts; prompt++) {
    const sent = window.run({ do: 'send', text: `Prompt ${prompt}` }).catch(() => {}); // Where it is killed.
    if (log.ends === 'killed' && prompt === log.prompts) await Promise.race([window.showed('tool.started'), sent]);
    else await sent;
    if (log.compacts && prompt === 2) await window.run({ do: 'compact' });
  }
  if (log.ends === 'closed') await window.run({ do: 'close' });
  await window.kill();
  return window.session;
}

/** Every line that is still a whole record is an entry of the session. */
async function checkRecords(place: Place, id: string, bytes: Buffer): Promise<void> {
  const session = await openForCheck(place, id);
  const found = new Set((await session.entries()).map(({ seq }) => seq));
  await session.close();
  const lost = bytes
    .toString()
    .split('\n')
    .flatMap((line) => recordOf(line) ?? [])
    .filter(({ seq }) => !found.has(seq));
  assert.deepEqual(lost, [], 'whole records that are not used');
}

function recordOf(line: string): Entry | undefined {
  try {
    const record = JSON.parse(line);
    return typeof record.seq === 'number' && typeof record.event?.type === 'string' ? record : undefined;
  } catch {
    return undefined;
  }
}
