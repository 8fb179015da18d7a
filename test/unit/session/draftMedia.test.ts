import assert from 'node:assert/strict';
import { readdir, utimes } from 'node:fs/promises';
import path from 'node:path';
import { DraftMedia } from '../../../src/session/draftMedia.ts';
import { removeTempFolders, tempFolder } from '../support/tempFolder.ts';

describe('media of the draft', () => {
  after(removeTempFolders);

  it('are handed over to the session that the prompt goes to', async () => {
    const draft = new DraftMedia(await tempFolder());
    const blob = await draft.keep(Buffer.from('picture'));
    const kept: string[] = [];
    const keep = async (bytes: Uint8Array) => {
      kept.push(Buffer.from(bytes).toString());
      return blob;
    };
    const attachments = [blob, '0'.repeat(64)].map((ref) => ({
      type: 'image' as const,
      name: 'a.png',
      mimeType: 'image/png',
      blob: ref,
    }));
    await draft.handOver({ text: 'Go', attachments }, keep);
    assert.deepEqual(kept, ['picture']);
    assert.equal(
      Buffer.from(await draft.read(blob)).toString(),
      'picture',
      'a refused prompt comes back with its media',
    );
  });

  it('are given up after a week', async () => {
    const folder = await tempFolder();
    const draft = new DraftMedia(folder);
    const old = await draft.keep(Buffer.from('old'));
    const recent = await draft.keep(Buffer.from('recent'));
    const eightDaysAgo = Date.now() / 1000 - 8 * 24 * 3600;
    await utimes(path.join(folder, 'blobs', old), eightDaysAgo, eightDaysAgo);
    const fresh = await draft.keep(Buffer.from('fresh'));
    assert.deepEqual((await readdir(path.join(folder, 'blobs'))).sort(), [recent, fresh].sort());
  });
});
