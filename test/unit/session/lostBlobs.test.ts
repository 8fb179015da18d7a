import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { encodePng } from '../../../src/tools/media/png.ts';
import { paddedPng } from '../support/pixelPng.ts';
import {
  blockOf,
  blockTypes,
  isPending,
  prompt,
  type SessionFixture,
  startFixture,
  until,
} from '../support/sessionFixture.ts';

const PNG = encodePng({ width: 2, height: 2, data: Buffer.alloc(16, 200) });

async function loseBlobs(fixture: SessionFixture): Promise<void> {
  const folder = path.join(fixture.storage, fixture.session.id, 'blobs');
  for (const name of await readdir(folder)) await rm(path.join(folder, name));
}

const lastRequest = (fixture: SessionFixture) => JSON.stringify(fixture.simulator.requests.at(-1)?.body?.messages);

describe('what a session kept and is gone', () => {
  for (const how of ['gone', 'damaged'] as const) {
    it(`of an image (${how}) is replaced by words, and the user is told once`, async () => {
      await using fixture = await startFixture({
        scenario: [{ content: 'Nice.' }, { content: 'Two.' }, { content: 'Three.' }],
      });
      const { session } = fixture;
      const blob = await session.keepBlob(PNG);
      await session.send({
        text: 'Look',
        attachments: [{ type: 'image', name: 'a.png', mimeType: 'image/png', blob }],
      });
      if (how === 'gone') await loseBlobs(fixture);
      else await writeFile(path.join(fixture.storage, session.id, 'blobs', blob), 'not that image');
      await session.send(prompt('And?'));
      assert.match(lastRequest(fixture), /\[A image, which is no longer kept\.\]/);
      await session.close();
      const reopened = await fixture.open(session.id);
      await reopened.send(prompt('And now?'));
      assert.deepEqual(fixture.simulator.violations(), []);
      assert.equal(fixture.simulator.requests.length, 3, 'nothing was tried again');
      const notices = reopened.transcript.blocks.filter((block) => block.type === 'notice');
      assert.deepEqual(
        notices.map(({ notice, gone }) => ({ notice, gone })),
        [{ notice: 'mediaGone', gone: [blob] }],
      );
    });
  }

  it('of an image that was uploaded is sent as it was', async () => {
    await using fixture = await startFixture({
      endpoint: { files: true },
      scenario: [{ content: 'Nice.' }, { content: 'Two.' }],
    });
    const { session } = fixture;
    const blob = await session.keepBlob(paddedPng(1_200_000));
    await session.send({ text: 'Look', attachments: [{ type: 'image', name: 'a.png', mimeType: 'image/png', blob }] });
    await loseBlobs(fixture);
    await session.close();
    const reopened = await fixture.open(session.id);
    await reopened.send(prompt('And?'));
    assert.match(lastRequest(fixture), /ms:\/\//);
    assert.ok(!blockTypes(reopened).includes('notice'));
  });

  it('of where media were uploaded to, or cannot be noted, stops no request', async () => {
    await using fixture = await startFixture({
      endpoint: { files: true },
      scenario: [{ content: 'Nice.' }, { content: 'Two.' }],
    });
    const { session, storage } = fixture;
    const uploads = path.join(storage, session.id, 'uploads.json');
    const send = async (bytes: Uint8Array) => {
      const blob = await session.keepBlob(bytes);
      await session.send({
        text: 'Look',
        attachments: [{ type: 'image', name: 'a.png', mimeType: 'image/png', blob }],
      });
    };
    await send(paddedPng(1_200_000));
    assert.ok((await readFile(uploads, 'utf8')).length > 2);
    await writeFile(uploads, '{"http://127.0.0.1":{"torn');
    await session.close();
    const reopened = await fixture.open(session.id);
    await reopened.send(prompt('And?'));
    assert.deepEqual(fixture.simulator.violations(), []);
    assert.deepEqual(blockTypes(reopened), ['user', 'content', 'user', 'content']);
  });

  it('of an edit that waits cancels it, and the turn can go on', async () => {
    await using fixture = await startFixture({
      files: { 'a.txt': 'old\n', 'b.txt': 'old\n' },
      scenario: [
        {
          toolCalls: ['a.txt', 'b.txt'].map((file) => ({
            name: 'edit_file',
            arguments: { path: file, edits: [{ old_text: 'old', new_text: `new ${file}` }] },
          })),
        },
        { content: 'Well.' },
      ],
    });
    const { session } = fixture;
    const turn = session.send(prompt('Change them'));
    await until(session, ({ blocks }) => blocks.filter((block) => block.type === 'edit' && block.action).length === 2);
    await session.close();
    await turn;
    await loseBlobs(fixture);
    const reopened = await fixture.open(session.id);
    assert.ok(!isPending(reopened.transcript));
    assert.deepEqual([blockOf(reopened, 'edit').state, blockOf(reopened, 'edit').lost], ['cancelled', true]);
    await reopened.resume();
    assert.match(lastRequest(fixture), /gone from the disk/);
    assert.equal(await fixture.read('a.txt'), 'old\n');
    assert.deepEqual(fixture.simulator.violations(), []);
  });
});

describe('the first request of a session', () => {
  it('leaves when the session would be whole after a crash', async () => {
    const logs: string[] = [];
    await using fixture = await startFixture({
      scenario: [
        async () => {
          logs.push(await readFile(path.join(fixture.storage, fixture.session.id, 'log.jsonl'), 'utf8'));
          return { content: 'Hello.' };
        },
      ],
    });
    await fixture.session.send(prompt('Hi'));
    assert.match(logs[0] ?? '', /"session.created".*\n.*"turn.started".*"Hi"/);
  });
});
