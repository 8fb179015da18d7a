import {
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedVideoPacketSource,
  Mp4OutputFormat,
  Output,
  WebMOutputFormat,
} from 'mediabunny';

/** Seconds between two pictures that stand on their own. */
export const KEY_INTERVAL = 2;
const PICTURES_PER_SECOND = 4;

/**
 * A video file in a container's real structure; its pictures are no pictures, which cutting never looks at. Each packet
 * holds its number, in its first byte.
 */
export async function videoFile(container: 'mp4' | 'webm', seconds: number): Promise<Uint8Array> {
  const format = container === 'mp4' ? new Mp4OutputFormat() : new WebMOutputFormat();
  const target = new BufferTarget();
  const output = new Output({ format, target });
  const pictures = new EncodedVideoPacketSource('vp9');
  const sound = new EncodedAudioPacketSource('opus');
  output.addVideoTrack(pictures);
  output.addAudioTrack(sound);
  await output.start();
  const length = 1 / PICTURES_PER_SECOND;
  for (let index = 0; index < seconds * PICTURES_PER_SECOND; index++) {
    const type = index % (KEY_INTERVAL * PICTURES_PER_SECOND) === 0 ? 'key' : 'delta';
    const at = index * length;
    await pictures.add(new EncodedPacket(new Uint8Array(100).fill(index), type, at, length), {
      decoderConfig: { codec: 'vp09.00.10.08', codedWidth: 64, codedHeight: 48 },
    });
    await sound.add(new EncodedPacket(new Uint8Array(20).fill(index), 'key', at, length), {
      decoderConfig: { codec: 'opus', numberOfChannels: 1, sampleRate: 48_000 },
    });
  }
  await output.finalize();
  return new Uint8Array(target.buffer ?? new ArrayBuffer());
}
