import assert from 'node:assert/strict';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BufferSource, EncodedPacketSink, Input, MP4, WEBM } from 'mediabunny';
import { FolderWorkspace } from '../../support/folderWorkspace.ts';
import { removeTempFolders, tempFolder } from '../../support/tempFolder.ts';
import { videoFile } from '../../support/videoFile.ts';
import { runTool } from '../runTool.ts';

/** An AVI's first bytes. */
const AVI = Buffer.from('RIFF\0\0\0\0AVI LIST', 'latin1');

describe('watch_video_clip', () => {
  let folder: string;
  const watch = (args: object) => runTool(new FolderWorkspace(folder), 'watch_video_clip', args);

  before(async () => {
    folder = await tempFolder({
      'demo.mp4': await videoFile('mp4', 10),
      'demo.webm': await videoFile('webm', 10),
      'old.avi': AVI,
      'notes.txt': 'no video',
    });
  });
  after(removeTempFolders);

  it('shows a whole video, untouched, before its name', async () => {
    const { output, display, kept } = await watch({ path: 'demo.mp4' });
    const [[blob, bytes] = []] = kept;
    assert.deepEqual(bytes, await readFile(path.join(folder, 'demo.mp4')));
    assert.deepEqual(output, [
      { type: 'video', mimeType: 'video/mp4', blob },
      { type: 'text', text: 'Full video: demo.mp4' },
    ]);
    assert.deepEqual(display, { type: 'video', path: 'demo.mp4' });
  });

  for (const container of ['mp4', 'webm'] as const) {
    it(`cuts a clip out of ${container}, from the key picture on that its start needs`, async () => {
      const { output, display, kept } = await watch({ path: `demo.${container}`, start_time: 5, end_time: 7 });
      assert.deepEqual(display, { type: 'video', path: `demo.${container}`, startSeconds: 4, endSeconds: 7 });
      assert.equal(
        typeof output !== 'string' && output[0]?.type === 'video' && output[0].mimeType,
        `video/${container}`,
      );
      const [bytes] = [...kept.values()];
      assert(bytes);
      const clip = await readPackets(bytes);
      assert.deepEqual(clip.pictures, range(16, 28));
      assert.deepEqual(clip.sounds, range(16, 28));
      assert.equal(clip.first, 0);
    });
  }

  it('cuts to the end when no end is given, and never past it', async () => {
    const { text } = await watch({ path: 'demo.mp4', start_time: 8, end_time: 60 });
    assert.equal(text, 'Clip from demo.mp4: 8s - 10s of 10s');
    assert.equal((await watch({ path: 'demo.mp4', start_time: 8 })).text, text);
    await assert.rejects(watch({ path: 'demo.mp4', start_time: 12 }), /has 10\.0 s: nothing is shown from 12 s/);
    await assert.rejects(
      watch({ path: 'demo.mp4', start_time: 3, end_time: 2 }),
      /end_time 2 is not after start_time 3/,
    );
  });

  it('sends a format that cannot be cut whole, and refuses it when too large', async () => {
    const { text, display } = await watch({ path: 'old.avi', start_time: 1, end_time: 2 });
    assert.equal(text, 'A video/avi file cannot be cut, so this is the full video: old.avi');
    assert.deepEqual(display, { type: 'video', path: 'old.avi' });
    await writeFile(path.join(folder, 'huge.avi'), AVI);
    await truncate(path.join(folder, 'huge.avi'), 120_000_000);
    await assert.rejects(watch({ path: 'huge.avi', start_time: 1 }), /would be 120\.0 MB; at most 100\.0 MB/);
  });

  it('refuses what is no video, or not there', async () => {
    await assert.rejects(watch({ path: 'notes.txt' }), /notes\.txt is not a video/);
    await assert.rejects(watch({ path: 'gone.mp4' }), /gone\.mp4 does not exist/);
    await assert.rejects(runTool(new FolderWorkspace(folder), 'read_file', { path: 'demo.mp4' }), /is a video/);
  });
});

/** The numbers that the packets of a clip carry. */
async function readPackets(bytes: Uint8Array) {
  using input = new Input({ formats: [MP4, WEBM], source: new BufferSource(bytes) });
  const [video, audio] = [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack()];
  assert(video && audio);
  const pictures = [];
  for await (const packet of new EncodedPacketSink(video).packets()) pictures.push(packet.data[0]);
  const sounds = [];
  for await (const packet of new EncodedPacketSink(audio).packets()) sounds.push(packet.data[0]);
  return { pictures, sounds, first: await input.getFirstTimestamp() };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
