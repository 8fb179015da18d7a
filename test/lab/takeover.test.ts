import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Chance } from './support/chance.ts';
import { checkSession } from './support/checkSession.ts';
import { LabWindow } from './support/LabWindow.ts';
import { makePlace } from './support/place.ts';
import { randomReplies } from './support/randomReplies.ts';

const TAKEOVERS = 40;

describe('two windows that take a session from each other', () => {
  for (let round = 1; round <= 5; round++) {
    it(`leave one log in one order, and lose no prompt (${round})`, async function () {
      this.timeout(180_000);
      const chance = new Chance(round);
      await using place = await makePlace(randomReplies(chance));
      const options = { ...place, url: place.simulator.url };
      const first = await LabWindow.open({ ...options, holder: 'first' });
      await first.run({ do: 'send', text: 'Begin' });
      const second = await LabWindow.open({ ...options, holder: 'second', session: first.session });
      assert(second.readOnly);

      const sent = new Map<string, Promise<string | undefined>>();
      for (let takeover = 0; takeover < TAKEOVERS; takeover++) {
        const taker = takeover % 2 === 0 ? second : first;
        assert.equal(await taker.run({ do: 'takeOver' }), undefined);
        for (const [name, window] of [['first', first] as const, ['second', second] as const]) {
          const text = `Prompt ${takeover} of the ${name}`;
          sent.set(text, window.run({ do: 'send', text }));
        }
        await new Promise((resolve) => setTimeout(resolve, chance.next() * 150));
      }
      const refused = new Set<string>();
      for (const [text, result] of sent) if ((await result) !== undefined) refused.add(text);
      await Promise.all([first.run({ do: 'close' }), second.run({ do: 'close' })]);
      await Promise.all([first.kill(), second.kill()]);

      const lines = (await readFile(path.join(place.storage, first.session, 'log.jsonl'), 'utf8'))
        .trimEnd()
        .split('\n');
      const entries = lines.slice(1).map((line) => JSON.parse(line));
      for (const [index, { seq }] of entries.entries())
        assert(index === 0 || seq > entries[index - 1].seq, `entry ${seq}`);
      const asked = new Set(entries.map(({ event }) => event.prompt?.text));
      const lost = [...sent.keys()].filter((text) => !asked.has(text) && !refused.has(text));
      assert.deepEqual(lost, [], 'prompts that are nowhere');
      await checkSession(place, first.session);
    });
  }
});
