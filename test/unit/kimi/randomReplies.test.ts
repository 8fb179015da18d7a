import assert from 'node:assert/strict';
import fc from 'fast-check';
import { eventsOf, meaningOf, outcomeOf, type RandomReply, randomReply } from '../support/randomReply.ts';
import { assembleCalls, readPieces, readText, textOf } from '../support/readText.ts';

/** Of each of the two properties. */
const RUNS = 5000;

/** What the connection does matters only to a reply that has no end. */
function connectionOf({ connection, ending, inOnePiece }: RandomReply) {
  return ending === 'none' && !inOnePiece && connection === 'open' ? 'breaks' : connection;
}

describe('a random reply', () => {
  it('says what its server means, however it is written and its bytes are split', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(
        randomReply.filter((reply) => !reply.inOnePiece || reply.ending !== 'none'),
        fc.option(fc.array(fc.nat(), { maxLength: 8 })),
        async (reply, cuts) => {
          const events = eventsOf(reply);
          const source = { contentType: reply.contentType, connection: connectionOf(reply) };
          // Without cuts, exactly between two events.
          const read = cuts
            ? await readText(events.join(''), cuts, source)
            : await readPieces(
                events.map((text) => Buffer.from(text)),
                source,
              );
          const outcome = outcomeOf(reply);
          const last = typeof read === 'string' ? read : read.at(-1);
          assert.equal(typeof last === 'object' && last.type === 'finished' ? last.finish : last, outcome);
          if (typeof read === 'string') return;
          const { reasoning, said, calls, tagged } = meaningOf(reply);
          const reasoned = textOf(read, ['reasoning']);
          if (tagged) assert.equal(reasoned.trim(), reasoning.trim());
          else assert.equal(reasoned, reasoning);
          assert.equal(textOf(read, ['content']), said);
          const called = Object.values(assembleCalls(read)).map(({ name, args }) => ({ name, args }));
          assert.deepEqual(called, calls);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('that is cut anywhere, or not even a reply, is whole or a typed failure', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(randomReply, fc.nat(), fc.string(), fc.boolean(), async (reply, at, noise, cut) => {
        const text = eventsOf(reply).join('');
        const place = at % (text.length + 1);
        const source = { contentType: reply.contentType };
        const read = await readText(
          cut ? text.slice(0, place) : text.slice(0, place) + noise + text.slice(place),
          [],
          source,
        );
        if (typeof read !== 'string') assert.equal(read.at(-1)?.type, 'finished');
      }),
      { numRuns: RUNS },
    );
  });
});
