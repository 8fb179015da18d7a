import { crc32, deflateSync, inflateSync } from 'node:zlib';
import type { Size } from '../../shared/imageSizeLimit.ts';

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** Samples a pixel, by colour type (PNG specification, 11.2.1): grey, RGB, palette, grey with opacity, RGB with opacity. */
const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Pixels of four bytes: red, green, blue, opacity. */
export interface Pixels extends Size {
  data: Uint8Array;
}

interface Header {
  width: number;
  height: number;
  colour: number;
  channels: number;
}

interface Chunks {
  header: Header;
  palette: Buffer;
  opacities: Buffer;
  data: Buffer;
}

/** The pixels of a PNG with eight bits a sample, not interlaced: what screenshots are. Throws for the rarer kinds. */
export function decodePng(bytes: Uint8Array): Pixels {
  const { header, palette, opacities, data } = readChunks(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  const { width, height, colour, channels } = header;
  const stride = width * channels;
  const lines = inflateSync(data, { maxOutputLength: (stride + 1) * height });
  if (lines.length < (stride + 1) * height) throw new Error('The PNG is cut off.');
  const samples = unfilter(lines, stride, height, channels);
  const pixels = Buffer.alloc(width * height * 4, 255);
  for (let from = 0, to = 0; to < pixels.length; from += channels, to += 4) {
    if (colour === 3) {
      const index = samples[from] ?? 0;
      palette.copy(pixels, to, index * 3, index * 3 + 3);
      pixels[to + 3] = opacities[index] ?? 255;
    } else if (colour === 0 || colour === 4) {
      pixels.fill(samples[from] ?? 0, to, to + 3);
      if (colour === 4) pixels[to + 3] = samples[from + 1] ?? 255;
    } else {
      samples.copy(pixels, to, from, from + channels);
    }
  }
  return { width, height, data: pixels };
}

function readChunks(file: Buffer): Chunks {
  let header: Header | undefined;
  let palette: Buffer = Buffer.alloc(0);
  let opacities: Buffer = Buffer.alloc(0);
  const data: Buffer[] = [];
  for (let at = SIGNATURE.length; at + 12 <= file.length; ) {
    const length = file.readUInt32BE(at);
    const type = file.toString('latin1', at + 4, at + 8);
    const content = file.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') header = readHeader(content);
    if (type === 'PLTE') palette = content;
    if (type === 'tRNS') opacities = content;
    if (type === 'IDAT') data.push(content);
    at += 12 + length;
  }
  if (!header) throw new Error('The PNG has no header.');
  return { header, palette, opacities, data: Buffer.concat(data) };
}

function readHeader(content: Buffer): Header {
  const colour = content.readUInt8(9);
  const channels = CHANNELS[colour];
  if (content.readUInt8(8) !== 8 || content.readUInt8(12) !== 0 || channels === undefined) {
    throw new Error('A PNG that is interlaced or has other than eight bits a sample cannot be scaled here.');
  }
  return { width: content.readUInt32BE(0), height: content.readUInt32BE(4), colour, channels };
}

/** Takes the filters off the lines (PNG specification, 9.2), each of which begins with the number of its own. */
function unfilter(lines: Buffer, stride: number, height: number, channels: number): Buffer {
  const samples = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = lines[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const left = x < channels ? 0 : (samples[at - channels] ?? 0);
      const up = y === 0 ? 0 : (samples[at - stride] ?? 0);
      const corner = x < channels || y === 0 ? 0 : (samples[at - stride - channels] ?? 0);
      samples[at] = (lines[at + y + 1] ?? 0) + predicted(filter, left, up, corner);
    }
  }
  return samples;
}

function predicted(filter: number | undefined, left: number, up: number, corner: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4: {
      const base = left + up - corner;
      const [byLeft, byUp, byCorner] = [Math.abs(base - left), Math.abs(base - up), Math.abs(base - corner)];
      if (byLeft <= byUp && byLeft <= byCorner) return left;
      return byUp <= byCorner ? up : corner;
    }
    default:
      return 0;
  }
}

/** A PNG of RGB with opacity; every line with the filter "up", which suits screenshots. */
export function encodePng({ width, height, data }: Pixels): Buffer {
  const stride = width * 4;
  const lines = Buffer.alloc((stride + 1) * height);
  for (let y = 0; y < height; y++) {
    const line = y * (stride + 1);
    lines[line] = 2;
    for (let x = 0; x < stride; x++) {
      const up = y === 0 ? 0 : (data[(y - 1) * stride + x] ?? 0);
      lines[line + 1 + x] = (data[y * stride + x] ?? 0) - up;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(content.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
