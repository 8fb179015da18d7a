import {
  BufferSource,
  BufferTarget,
  EncodedAudioPacketSource,
  type EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  type InputAudioTrack,
  type InputTrack,
  type InputVideoTrack,
  MP4,
  Mp4OutputFormat,
  Output,
  QTFF,
  WEBM,
  WebMOutputFormat,
} from 'mediabunny';

export interface VideoClip {
  bytes: Uint8Array;
  mimeType: string;
  /** What the clip really shows, in seconds: it begins with the picture before `start` that stands on its own. */
  start: number;
  end: number;
  /** Seconds of the whole video. */
  duration: number;
}

/** Pictures are stored in the order in which they are decoded, so one may stand this many seconds after a later one. */
const REORDERED_SECONDS = 1;

/**
 * Cuts a part out of a video by copying its packets, which are neither decoded nor encoded. Sound goes along where the
 * container takes it. `end` undefined is the end of the video. Undefined for a format that cannot be read (only mp4, mov,
 * 3gpp and webm can). Throws when nothing is shown at that time.
 */
export async function cutVideo(
  bytes: Uint8Array,
  mimeType: string,
  start: number,
  end: number | undefined,
): Promise<VideoClip | undefined> {
  using input = new Input({ formats: [MP4, QTFF, WEBM], source: new BufferSource(bytes) });
  if (!(await input.canRead())) return undefined;
  const video = await input.getPrimaryVideoTrack();
  if (!video?.codec) return undefined;
  const isWebm = mimeType === 'video/webm';
  const format = isWebm ? new WebMOutputFormat() : new Mp4OutputFormat({ fastStart: 'in-memory' });
  if (!format.getSupportedVideoCodecs().includes(video.codec)) return undefined;
  const duration = await video.computeDuration();
  const until = Math.min(end ?? duration, duration);
  if (start >= until) throw new Error(`The video has ${duration.toFixed(1)} s: nothing is shown from ${start} s.`);

  const pictures = await packetsBetween(video, start, until);
  const first = pictures[0]?.timestamp ?? start;
  const target = new BufferTarget();
  const output = new Output({ format, target });
  const addPictures = await copyVideo(output, video, pictures, first);
  const audio = await input.getPrimaryAudioTrack();
  const takesSound = audio?.codec && format.getSupportedAudioCodecs().includes(audio.codec);
  const addSound = audio && takesSound ? await copyAudio(output, audio, first, until) : async () => {};
  await output.start();
  await Promise.all([addPictures(), addSound()]);
  await output.finalize();
  if (!target.buffer) throw new Error('The clip could not be written.');
  return {
    bytes: new Uint8Array(target.buffer),
    mimeType: isWebm ? 'video/webm' : 'video/mp4',
    start: first,
    end: until,
    duration,
  };
}

/** The packets that show from `start` to `end`, in decode order, from the key picture on that the first one needs. */
async function packetsBetween(track: InputTrack, start: number, end: number): Promise<EncodedPacket[]> {
  const sink = new EncodedPacketSink(track);
  const first = (await sink.getKeyPacket(start)) ?? (await sink.getFirstKeyPacket());
  if (!first) return [];
  const packets: EncodedPacket[] = [];
  let shown = 0;
  for await (const packet of sink.packets(first)) {
    if (packet.timestamp >= end + REORDERED_SECONDS) break;
    // Pictures before the key picture depend on earlier ones.
    if (packet.timestamp >= first.timestamp) packets.push(packet);
    if (packet.timestamp < end) shown = packets.length;
  }
  return packets.slice(0, shown);
}

async function copyVideo(
  output: Output,
  track: InputVideoTrack,
  packets: EncodedPacket[],
  origin: number,
): Promise<() => Promise<void>> {
  if (!track.codec) throw new Error('The video has an unknown codec.');
  const source = new EncodedVideoPacketSource(track.codec);
  const decoderConfig = await track.getDecoderConfig();
  output.addVideoTrack(source, { rotation: await track.getRotation() });
  return async () => {
    for (const packet of packets) {
      await source.add(shifted(packet, origin), decoderConfig ? { decoderConfig } : undefined);
    }
    source.close();
  };
}

async function copyAudio(
  output: Output,
  track: InputAudioTrack,
  start: number,
  end: number,
): Promise<() => Promise<void>> {
  if (!track.codec) throw new Error('The sound has an unknown codec.');
  const source = new EncodedAudioPacketSource(track.codec);
  const decoderConfig = await track.getDecoderConfig();
  const packets = (await packetsBetween(track, start, end)).filter(({ timestamp }) => timestamp >= start);
  output.addAudioTrack(source);
  return async () => {
    for (const packet of packets) {
      await source.add(shifted(packet, start), decoderConfig ? { decoderConfig } : undefined);
    }
    source.close();
  };
}

function shifted(packet: EncodedPacket, origin: number): EncodedPacket {
  return packet.clone({ timestamp: packet.timestamp - origin });
}
