import { Chance } from './support/chance.ts';
import { checkSession } from './support/checkSession.ts';
import { LabWindow } from './support/LabWindow.ts';
import { makePlace } from './support/place.ts';
import { randomReplies } from './support/randomReplies.ts';

/** Of each moment: 200 kills in all. */
const ROUNDS = 34;

interface Moment {
  name: string;
  /** What has been done by then. */
  before?: (window: LabWindow) => Promise<unknown>;
  work: (window: LabWindow) => Promise<unknown>;
  /** What shows that it is under way. */
  sign?: Parameters<LabWindow['showed']>[0];
  /** Milliseconds after the sign in which the window is killed. */
  within: number;
}

const send = (window: LabWindow) => window.run({ do: 'send', text: 'Do it' });

const MOMENTS: readonly Moment[] = [
  { name: 'begins a session', work: send, within: 60 },
  { name: 'streams', work: send, sign: 'reasoning.delta', within: 2_500 },
  { name: 'uses tools', work: send, sign: 'tool.started', within: 150 },
  { name: 'edits files', work: send, sign: 'action.applying', within: 120 },
  {
    name: 'compacts the conversation',
    before: send,
    work: (window) => window.run({ do: 'compact' }),
    sign: 'compaction.started',
    within: 300,
  },
  { name: 'closes a session', before: send, work: (window) => window.run({ do: 'close' }), within: 30 },
];

for (const [index, { name, before, work, sign, within }] of MOMENTS.entries()) {
  describe(`a window that is killed while it ${name}`, () => {
    for (let round = 1; round <= ROUNDS; round++) {
      it(`leaves a session that goes on (${round})`, async () => {
        const chance = new Chance(index * 1_000 + round);
        await using place = await makePlace(randomReplies(chance));
        const window = await LabWindow.open({ ...place, url: place.simulator.url, holder: 'window' });
        await before?.(window);
        const ended = work(window).catch(() => {}); // It is killed, as wanted.
        // Where chance had it do something else, its end is as good a moment as another.
        if (sign) await Promise.race([window.showed(sign), ended]);
        await new Promise((resolve) => setTimeout(resolve, chance.next() * within));
        const killedAt = Date.now();
        await window.kill();
        await ended;
        if (window.shown.length > 0) await checkSession(place, window.session, window.shown, killedAt);
      });
    }
  });
}
