import assert from 'node:assert/strict';
import { assertGoesOn, assertTold, startStory, watchWaits } from '../support/faultStory.ts';
import { startFront } from '../support/faultyFront.ts';
import { serverFaultRows } from '../support/serverFaultRows.ts';
import { prompt } from '../support/sessionFixture.ts';

/** So long that a busy machine's own pauses do not count as silence. */
const IDLE_MS = 1500;

describe('a server that answers with', () => {
  for (const row of serverFaultRows) {
    it(row.name, async () => {
      const answers = row.ends || row.whole ? [] : [{ content: 'Whole.' }];
      await using fixture = await startStory(answers, { idleMs: IDLE_MS });
      await using front = await startFront(fixture.simulator.url);
      const { session } = fixture;
      fixture.setEndpoint({ baseUrl: front.url });
      front.plan((_, answer) => row.deed(answer), 0, row.times);
      const waits = watchWaits(session);
      await session.send(prompt('On'));
      assertTold(fixture, row, waits);
      assert.equal(front.requests, (row.waits ?? []).length + 1);
      await assertGoesOn(fixture, row.ends === undefined);
    });
  }

  it('is one of at least a hundred', () => assert.ok(serverFaultRows.length >= 100));
});
