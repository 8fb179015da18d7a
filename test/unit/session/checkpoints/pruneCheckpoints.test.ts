import assert from 'node:assert/strict';
import { appendFile, readdir, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { ScriptedToolCall } from '../../../simulator/scenario.ts';
import {
  blockTypes,
  isPending,
  pendingAction,
  prompt,
  type SessionFixture,
  startFixture,
  until,
} from '../../support/sessionFixture.ts';

const DAY = 24 * 3600 * 1000;
const EVERYTHING = { maxAge: Number.POSITIVE_INFINITY, maxBytes: Number.POSITIVE_INFINITY };

function edit(file: string, old_text: string, new_text: string): ScriptedToolCall {
  return { name: 'edit_file', arguments: { path: file, edits: [{ old_text, new_text }] } };
}

async function blobs(fixture: SessionFixture): Promise<string[]> {
  return await readdir(path.join(fixture.storage, fixture.session.id, 'blobs'));
}

describe('pruning checkpoints', () => {
  it('keeps what a damaged line of the log speaks of, and removes the rest', async () => {
    await using fixture = await startFixture({
      approvals: 'autoEdits',
      files: { 'a.txt': 'one\n' },
      scenario: [{ toolCalls: [edit('a.txt', 'one', 'ONE')] }, { content: 'Done.' }],
    });
    const { session, store } = fixture;
    await session.send(prompt('Go'));
    await session.close();
    const log = path.join(fixture.storage, session.id, 'log.jsonl');
    const [kept = ''] = (await blobs(fixture)).toSorted();
    await appendFile(log, `{"seq":900,"event":{"type":"turn.star ${kept}\n{"seq":901,"at":1,"event":{"type":"x"}}\n`);
    await store.prune({ ...EVERYTHING, maxAge: -1000 });
    assert.deepEqual(await blobs(fixture), [kept]);
  });

  it('removes what is too old, and the session says so and goes on', async () => {
    await using fixture = await startFixture({
      approvals: 'autoEdits',
      files: { 'a.txt': 'one\n', 'b.txt': 'two\n' },
      scenario: [{ toolCalls: [edit('a.txt', 'one', 'ONE')] }, { content: 'Done.' }, { content: 'More.' }],
    });
    const { session, store } = fixture;
    await session.send(prompt('Go'));
    const kept = await blobs(fixture);
    await store.prune({ ...EVERYTHING, maxAge: DAY });
    assert.deepEqual(await blobs(fixture), kept, 'nothing is too old');
    await store.prune({ ...EVERYTHING, maxAge: -1000 });
    assert.deepEqual(await blobs(fixture), []);

    assert.deepEqual(await session.checkpoints.planUndo(), {
      turn: 1,
      files: [],
      lost: [{ path: 'a.txt', reason: 'pruned' }],
      cutOff: false,
      unlisted: 0,
    });
    await session.close();
    const reopened = await fixture.open(session.id);
    assert.deepEqual(blockTypes(reopened), blockTypes(session));
    await reopened.send(prompt('Go on'));
    assert.equal(reopened.transcript.activity.type, 'idle');
  });

  it('removes the oldest first until the rest is small enough', async () => {
    await using fixture = await startFixture({
      approvals: 'autoEdits',
      files: { 'a.txt': 'one\n'.repeat(1000), 'b.txt': 'two\n'.repeat(1000) },
      scenario: [
        { toolCalls: [edit('a.txt', 'one\n'.repeat(1000), '1')] },
        { content: 'Done.' },
        { toolCalls: [edit('b.txt', 'two\n'.repeat(1000), '2')] },
        { content: 'Done.' },
      ],
    });
    const { session, store } = fixture;
    await session.send(prompt('One'));
    await session.send(prompt('Two'));
    await store.prune({ ...EVERYTHING, maxBytes: 5000 });
    const { files, lost } = await session.checkpoints.planRewind(1);
    assert.deepEqual([lost.map((file) => file.path), files.map((file) => file.path)], [['a.txt'], ['b.txt']]);
  });

  it('keeps what the conversation shows, and what a waiting edit stands on', async () => {
    await using fixture = await startFixture({
      files: { 'a.txt': 'one\n' },
      endpoint: { images: true },
      scenario: [{ toolCalls: [edit('a.txt', 'one', 'two')] }, { content: 'Done.' }],
    });
    const { session, store } = fixture;
    const image = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    const blob = await session.keepBlob(image);
    const attachments = [{ type: 'image' as const, name: 'a.png', mimeType: 'image/png', blob }];
    const running = session.send({ text: 'Look', attachments });
    await until(session, isPending);
    const kept = await blobs(fixture);
    for (const name of kept) await utimes(path.join(fixture.storage, session.id, 'blobs', name), 1, 1);
    await store.prune({ ...EVERYTHING, maxAge: 0 });
    assert.deepEqual(await blobs(fixture), kept);
    await session.decide(pendingAction(session), { type: 'accepted' });
    await running;
    assert.equal(await fixture.read('a.txt'), 'two\n');
    await store.prune({ ...EVERYTHING, maxAge: -1000 });
    assert.deepEqual(await blobs(fixture), [blob]);
  });
});
