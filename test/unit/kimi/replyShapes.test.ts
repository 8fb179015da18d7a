import assert from 'node:assert/strict';
import { openControlMarks } from '../../../src/util/text/escapeSpecialTokens.ts';
import type { DialectId } from '../../simulator/dialects.ts';
import { watchWaits } from '../support/faultStory.ts';
import { startFront } from '../support/faultyFront.ts';
import { replyShapeRows } from '../support/replyShapes/replyShapeRows.ts';
import { type ShapeRow, sendShape } from '../support/replyShapes/ShapeRow.ts';
import { prompt, type SessionFixture, startFixture } from '../support/sessionFixture.ts';

/** The replies of the simulator: to what follows the row's own reply, and to the next prompt. */
function scenarioOf({ said, waits, ends }: ShapeRow) {
  const again = waits && !ends ? [{ content: 'Whole.' }] : [];
  return [...again, ...(said?.calls ? [{ content: 'Seen.' }] : []), { content: 'Next.' }];
}

describe('a reply that is written with', () => {
  for (const row of replyShapeRows) {
    it(row.name, async () => {
      const { preset = 'custom', said = { content: 'Whole.' }, waits = [] } = row;
      const dialect: DialectId = preset === 'empiriolabs' ? 'empiriolabs' : 'moonshot';
      const files = { 'a.txt': 'one\n' };
      await using fixture = await startFixture({ scenario: scenarioOf(row), files, preset, dialect });
      await using front = await startFront(fixture.simulator.url);
      fixture.setEndpoint({ baseUrl: front.url });
      front.plan((_, response) => sendShape(row, response), 0);
      const { session } = fixture;
      const seen = watchWaits(session);

      await session.send(prompt('On'));
      assert.deepEqual(
        seen.map(({ code }) => code),
        waits,
      );
      assert.equal(front.requests, 1 + waits.length + (said.calls ? 1 : 0), 'requests');
      assertShown(fixture, row);

      await session.send(prompt('And now?'));
      assert.deepEqual(fixture.simulator.violations(), []);
      assert.deepEqual(historyOf(fixture), said.content === undefined && !said.calls ? [] : [said]);
    });
  }

  it('is one of at least a hundred', () => assert.ok(replyShapeRows.length >= 100));
});

/** What the panel shows of the reply: one answer, and the words of a failure. */
function assertShown({ session }: SessionFixture, { said, ends, detail, noticed }: ShapeRow): void {
  const { blocks } = session.transcript;
  const last = blocks.at(-1);
  assert.equal(last?.type === 'error' ? last.failure.code : undefined, ends);
  if (last?.type === 'error' && detail) assert.match(last.failure.detail, detail);
  if (last?.type === 'error') assert.doesNotMatch(last.failure.detail, /undefined|\[object/);
  const contents = blocks.flatMap((block) => (block.type === 'content' ? [block.text] : []));
  if (!ends)
    assert.deepEqual(
      contents,
      [said?.content ?? (said?.calls ? '' : 'Whole.'), ...(said?.calls ? ['Seen.'] : [])].filter(Boolean),
    );
  const failed = blocks.filter((block) => block.type === 'tool' && block.state !== (ends ? 'cancelled' : 'done'));
  assert.deepEqual(failed, []);
  const notices = blocks.filter((block) => block.type === 'notice' && block.notice === 'thinkTags');
  assert.equal(notices.length, noticed ? 1 : 0);
}

/** What the next request holds of the reply, before the prompt that it follows. */
function historyOf({ simulator }: SessionFixture): NonNullable<ShapeRow['said']>[] {
  const { messages = [] } = simulator.requests.at(-1)?.body ?? {};
  const from = messages.findIndex(({ role, content }) => role === 'user' && String(content).includes('On'));
  const reply = messages[from + 1];
  if (reply?.role !== 'assistant') return [];
  const { content, tool_calls: calls } = reply;
  const reasoning = reply.reasoning_content ?? reply.reasoning;
  return [
    {
      // Where marks are closed on the way out, they are the model's own still.
      content: typeof content === 'string' ? openControlMarks(content) : '',
      ...(typeof reasoning === 'string' && reasoning !== '' ? { reasoning } : {}),
      ...(calls?.length ? { calls: calls.map(({ function: called }) => [called.name, called.arguments]) } : {}),
    },
  ];
}
