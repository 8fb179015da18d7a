import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Entry } from '../../../../src/agent/events/events.ts';
import {
  EMPTY_TRANSCRIPT,
  earlierParts,
  lastPart,
  reduce,
  type Transcript,
} from '../../../../src/shared/transcript/reduce.ts';
import { TranscriptMirror } from '../../../../webview/state/TranscriptMirror.ts';
import { longSession } from '../../../host/longSession.ts';

const SESSION = 'a';
const ENTRIES = longSession(30);

describe('the panel’s mirror of a transcript', () => {
  const snapshotOf = (whole: Transcript, earlier = lastPart(whole).earlier) =>
    ({
      type: 'snapshot',
      sessionId: SESSION,
      transcript: lastPart(whole).transcript,
      earlier,
    }) as const;
  const earlierOf = (whole: Transcript) =>
    [...earlierParts(whole, lastPart(whole).earlier)].map(
      (blocks) => ({ type: 'earlier', sessionId: SESSION, blocks }) as const,
    );
  const entries = (after: number, fresh: Entry[]) =>
    ({ type: 'entries', sessionId: SESSION, after, entries: fresh }) as const;

  it('shows the end at once, and is the host’s transcript when all has come, whatever comes between', () => {
    const anyCut = fc.integer({ min: 1, max: ENTRIES.length });
    fc.assert(
      fc.property(anyCut, anyCut, fc.nat(3), (a, b, place) => {
        const [first, second] = [Math.min(a, b), Math.max(a, b)];
        const opened = reduce(EMPTY_TRANSCRIPT, ENTRIES.slice(0, first));
        const mirror = new TranscriptMirror(() => assert.fail('nothing is missing'));
        mirror.receive(snapshotOf(opened));
        assert.ok(mirror.transcript.blocks.length <= opened.blocks.length);
        assert.equal(mirror.transcript.blocks.at(-1), opened.blocks.at(-1));
        const messages = [...earlierOf(opened)];
        // Going back to the first turn takes blocks that are not here yet.
        const back = { type: 'session.rewound' as const, turn: 1, conversation: true, files: [] };
        const later = ENTRIES.slice(first, second);
        const fresh = [...later, { seq: second + 1, at: 0, event: back }];
        const between = [entries(opened.seq, fresh)];
        for (const message of [...messages.slice(0, place), ...between, ...messages.slice(place)]) {
          mirror.receive(message);
        }
        assert.deepEqual(mirror.transcript, reduce(opened, fresh));
      }),
      { numRuns: 60 },
    );
  });

  it('begins with the whole running step, and sends the latest of the earlier blocks first', () => {
    const whole = reduce(EMPTY_TRANSCRIPT, ENTRIES);
    const running = { ...whole, stepStart: 5 };
    assert.equal(lastPart(running).earlier, 5);
    assert.equal(lastPart(running).transcript.stepStart, 0);
    const [first] = earlierOf(whole);
    assert.equal(first?.blocks.at(-1), whole.blocks[lastPart(whole).earlier - 1]);
  });

  it('asks once for a snapshot where a message is missing, and takes nothing until it comes', () => {
    let asked = 0;
    const mirror = new TranscriptMirror(() => {
      asked += 1;
    });
    const half = reduce(EMPTY_TRANSCRIPT, ENTRIES.slice(0, 20));
    mirror.receive(snapshotOf(half));
    mirror.receive(entries(half.seq + 1, ENTRIES.slice(21, 23)));
    mirror.receive(entries(half.seq + 3, ENTRIES.slice(23, 25)));
    assert.equal(asked, 1);
    assert.deepEqual(mirror.transcript, half);
    const whole = reduce(EMPTY_TRANSCRIPT, ENTRIES.slice(0, 25));
    mirror.receive(snapshotOf(whole));
    mirror.receive(entries(whole.seq, ENTRIES.slice(25, 26)));
    assert.equal(mirror.transcript.seq, ENTRIES[25]?.seq);
  });
});
