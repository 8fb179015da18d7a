import type { Size } from '../../shared/imageSizeLimit.ts';

/** A picture in a WebP: an image of its own, or one of the frames of an animation. */
interface Picture extends Size {
  isFrame: boolean;
}

/**
 * Whether every chunk of a WebP fits, and one of them is a picture of the size that the file says (WebP container specification; RFC 6386, 9.1).
 * The pixels are not decoded. Throws where a header reaches past the end.
 */
export function isWholeWebp(data: Buffer, size: Size): boolean {
  const end = 8 + data.readUInt32LE(4);
  if (end > data.length || data.toString('latin1', 8, 12) !== 'WEBP') return false;
  const picture = firstPicture(data.subarray(12, end));
  if (!picture) return false;
  return picture.isFrame
    ? picture.width <= size.width && picture.height <= size.height
    : picture.width === size.width && picture.height === size.height;
}

/** Undefined where there is none, or where any chunk does not fit. */
function firstPicture(chunks: Buffer): Picture | undefined {
  let found: Picture | undefined;
  for (let at = 0; at + 8 <= chunks.length; ) {
    const end = at + 8 + chunks.readUInt32LE(at + 4);
    if (end > chunks.length) return undefined;
    const body = chunks.subarray(at + 8, end);
    const picture = readPicture(chunks.toString('latin1', at, at + 4), body);
    if (picture === 'broken') return undefined;
    found ??= picture;
    at = end + (end % 2);
  }
  return found;
}

/** Of a chunk; undefined where it is about something else. */
function readPicture(type: string, body: Buffer): Picture | 'broken' | undefined {
  switch (type) {
    case 'VP8 ':
      return keyFrame(body) ?? 'broken';
    case 'VP8L':
      return lossless(body) ?? 'broken';
    case 'ANMF': {
      const frame = firstPicture(body.subarray(16));
      return frame ? { ...frame, isFrame: true } : 'broken';
    }
    default:
      return undefined;
  }
}

/** Its first partition has to fit, too. */
function keyFrame(body: Buffer): Picture | undefined {
  const tag = body.readUIntLE(0, 3);
  const isKeyFrame = (tag & 1) === 0 && body.readUIntBE(3, 3) === 0x9d012a;
  const [width, height] = [body.readUInt16LE(6) & 0x3fff, body.readUInt16LE(8) & 0x3fff];
  const isWhole = isKeyFrame && width > 0 && height > 0 && 10 + (tag >> 5) <= body.length;
  return isWhole ? { width, height, isFrame: false } : undefined;
}

/** A signature, two sizes of 14 bits, and a version that is always 0. */
function lossless(body: Buffer): Picture | undefined {
  const bits = body.readUInt32LE(1);
  const isKnown = body.readUInt8(0) === 0x2f && bits >>> 29 === 0 && body.length > 5;
  return isKnown ? { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, isFrame: false } : undefined;
}
