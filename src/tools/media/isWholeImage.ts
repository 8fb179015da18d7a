import { crc32, inflateSync } from 'node:zlib';
import { imageSize } from './imageSize.ts';
import { isWholeWebp } from './isWholeWebp.ts';

/** Of an image that is looked at at all. */
const MAX_PIXELS = 100_000_000;

/**
 * Whether an image of a known type has a size and all of its data, as far as servers look: Pillow refuses an image whose data end
 * too early and a PNG with a wrong checksum, and takes wrong pixels. A PNG is inflated; of the others the parts are followed to
 * the end.
 */
export function isWholeImage(bytes: Uint8Array, mimeType: string): boolean {
  const size = imageSize(bytes, mimeType);
  if (!size || size.width === 0 || size.height === 0 || size.width * size.height > MAX_PIXELS) return false;
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    switch (mimeType) {
      case 'image/png':
        return isWholePng(data);
      case 'image/jpeg':
        return isWholeJpeg(data);
      case 'image/gif':
        return isWholeGif(data);
      case 'image/webp':
        return isWholeWebp(data, size);
      default:
        return true;
    }
  } catch {
    return false; // a part that reaches past the end, or data that cannot be inflated
  }
}

/** At most eight bytes a pixel, and one a line, for every pass of an interlaced image. */
function isWholePng(data: Buffer): boolean {
  const pieces: Buffer[] = [];
  for (let at = 8; ; ) {
    const length = data.readUInt32BE(at);
    const type = data.toString('latin1', at + 4, at + 8);
    if (crc32(data.subarray(at + 4, at + 8 + length)) !== data.readUInt32BE(at + 8 + length)) return false;
    if (type === 'IDAT') pieces.push(data.subarray(at + 8, at + 8 + length));
    if (type === 'IEND') break;
    at += 12 + length;
  }
  const [width, height, depth, colour] = [data.readUInt32BE(16), data.readUInt32BE(20), data[24], data[25]];
  const channels = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[colour ?? -1];
  if (channels === undefined || depth === undefined || ![1, 2, 4, 8, 16].includes(depth)) return false;
  const most = (Math.ceil((width * channels * depth) / 8) + 16) * (height + 16) * 2;
  const needed = Math.ceil((width * height * channels * depth) / 8) + height;
  return inflateSync(Buffer.concat(pieces), { maxOutputLength: most }).length >= needed;
}

/** Its segments lead to a scan, and it has an end behind that. */
function isWholeJpeg(data: Buffer): boolean {
  for (let at = 2; data.readUInt8(at) === 0xff; ) {
    const marker = data.readUInt8(at + 1);
    if (marker === 0xda) return data.lastIndexOf(Buffer.of(0xff, 0xd9)) > at;
    at += marker === 0xff ? 1 : 2 + data.readUInt16BE(at + 2);
  }
  return false;
}

/** To the end of the first picture, which is all that servers read. */
function isWholeGif(data: Buffer): boolean {
  const tableAt = (flags: number) => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));
  let at = 13 + tableAt(data.readUInt8(10));
  for (;;) {
    const block = data.readUInt8(at);
    if (block === 0x2c) at += 11 + tableAt(data.readUInt8(at + 9));
    else if (block === 0x21) at += 2;
    else return false;
    for (let length = data.readUInt8(at); length > 0; length = data.readUInt8(at)) at += 1 + length;
    at += 1;
    if (block === 0x2c) return true;
  }
}
