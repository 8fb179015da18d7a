import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import type { Context } from 'mocha';
import { Chance } from './support/chance.ts';
import { checkSession } from './support/checkSession.ts';
import { LabWindow } from './support/LabWindow.ts';
import { inNamespace } from './support/namespace.ts';
import { makePlace, type Place } from './support/place.ts';
import { randomReplies } from './support/randomReplies.ts';

const ROUNDS = 10;

describe('a session whose disk is full now and then', () => {
  for (let round = 1; round <= ROUNDS; round++) {
    it(`keeps all that was shown (${round})`, async function () {
      const chance = new Chance(round);
      await using place = await makePlace(randomReplies(chance));
      const wrapper = await inNamespace('mount -t tmpfs -o size=8m tmpfs "$0"', place.storage);
      if (!wrapper) return skip(this, 'no disk of its own can be mounted here');
      await workWithout(chance, place, 'disk', wrapper);
    });
  }
});

describe('a session whose process has no file handles left now and then', () => {
  for (let round = 1; round <= ROUNDS; round++) {
    it(`keeps all that was shown (${round})`, async function () {
      if (process.platform !== 'linux') return skip(this, 'prlimit is there on Linux only');
      const chance = new Chance(round);
      await using place = await makePlace(randomReplies(chance));
      await workWithout(chance, place, 'handles', ['prlimit', '--nofile=96']);
    });
  }
});

describe('a session in a folder that can only be read', () => {
  it('is shown, takes no prompt, and goes on where it can be written', async function () {
    await using place = await makePlace(randomReplies(new Chance(1)));
    const options = { ...place, url: place.simulator.url, holder: 'window' };
    const first = await LabWindow.open(options);
    assert.equal(await first.run({ do: 'send', text: 'Do it' }), undefined);
    assert.equal(await first.run({ do: 'close' }), undefined);
    await first.kill();

    const script = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0"';
    const wrapper = await inNamespace(script, place.storage);
    if (!wrapper) return skip(this, 'nothing can be mounted here');
    const reader = await LabWindow.open({ ...options, session: first.session }, wrapper);
    assert(reader.readOnly);
    assert.equal(reader.seq, first.shown.at(-1)?.entry.seq);
    assert.notEqual(await reader.run({ do: 'send', text: 'Go on' }), undefined);
    await reader.kill();
    await checkSession(place, first.session, first.shown, Number.POSITIVE_INFINITY);
  });
});

/** Prompts, during which there is no room at random moments, until there is again. What a prompt meets is said, never hidden. */
async function workWithout(chance: Chance, place: Place, what: 'disk' | 'handles', wrapper: string[]): Promise<void> {
  const window = await LabWindow.open({ ...place, url: place.simulator.url, holder: 'window' }, wrapper);
  try {
    assert.equal(await window.run({ do: 'send', text: 'Begin' }), undefined);
    for (let round = 0; round < 4; round++) {
      const sent = window.run({ do: 'send', text: `Prompt ${round}` });
      await pause(chance.next() * 200);
      await window.run({ do: 'exhaust', what });
      await pause(chance.next() * 400);
      await window.run({ do: 'release' });
      await sent;
    }
    assert.equal(await window.run({ do: 'send', text: 'End' }), undefined);
    assert.equal(await window.run({ do: 'close' }), undefined);
    // Where the disk is the window's own, nobody else can read it.
    const copy = `${place.storage}-copy`;
    assert.equal(await window.run({ do: 'copy', to: copy }), undefined);
    await window.kill();
    await checkSession({ ...place, storage: copy }, window.session, window.shown, Number.POSITIVE_INFINITY);
    await rm(copy, { recursive: true });
  } finally {
    await window.kill();
  }
}

async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function skip(context: Context, why: string): void {
  console.log(`      skipped: ${why}`);
  context.skip();
}
