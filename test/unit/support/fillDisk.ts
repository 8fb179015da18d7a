// Runs a session in a small file system (TMPDIR) that is filled and freed again at random, and checks that nothing of it is lost.
import assert from 'node:assert/strict';
import { rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LONG_VARIABLE } from '../../host/mochaOptions.ts';
import { blockTypes, isPending, pendingAction, prompt, startFixture, until } from './sessionFixture.ts';

const ROUNDS = process.env[LONG_VARIABLE] === undefined ? 12 : 40;

const filler = path.join(tmpdir(), 'filler');

async function fill(leave: number): Promise<void> {
  const { bavail, bsize } = await statfs(tmpdir());
  await writeFile(filler, Buffer.alloc(Math.max(0, Math.floor(bavail * bsize - leave))));
}

await using fixture = await startFixture({
  approvals: 'auto',
  scenario: Array.from({ length: ROUNDS }, (_, round) => [
    {
      content: `Round ${round}: ${'word '.repeat(200)}`,
      toolCalls: [{ name: 'write_file', arguments: { path: `${round}.txt`, content: `Round ${round}` } }],
    },
    { content: `Round ${round} is done.` },
  ]).flat(),
});
const { session } = fixture;
let unsaved = 0;
session.onSaving(() => {
  if (session.unsaved !== undefined) unsaved += 1;
});
for (let round = 0; round < ROUNDS; round += 1) {
  if (round > 0) await fill(((round * 0.618) % 1) * 9000);
  const turn = session.send(prompt(`Prompt ${round}`));
  await Promise.race([turn, until(session, isPending)]);
  await rm(filler, { force: true });
  while (isPending(session.transcript)) await session.decide(pendingAction(session), { type: 'accepted' });
  await turn;
  const edit = session.transcript.blocks.findLast((block) => block.type === 'edit');
  const written = await fixture.read(`${round}.txt`).catch(() => undefined);
  assert.equal(written, edit?.state === 'accepted' ? `Round ${round}` : undefined, edit?.state);
  assert.ok(await session.isSaved(), session.unsaved);
}
assert.ok(unsaved > 0, 'the disk was full at times');
const shown = session.transcript.blocks.map((block) => ({
  ...block,
  id: '',
  streaming: undefined,
  startedAt: undefined,
}));
await session.close();
const reopened = await fixture.open(session.id);
assert.deepEqual(blockTypes(reopened), blockTypes(session));
assert.deepEqual(
  reopened.transcript.blocks.flatMap((block) => (block.type === 'content' ? [block.text] : [])),
  shown.flatMap((block) => (block.type === 'content' ? [block.text] : [])),
);
assert.deepEqual(fixture.simulator.violations(), []);
