import type { Size } from '../../shared/imageSizeLimit.ts';

/** The width and height that an image of a known type says it has; undefined where its header is not whole. */
export function imageSize(bytes: Uint8Array, mimeType: string): Size | undefined {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (mimeType) {
    case 'image/png':
      return data.length < 24 ? undefined : { width: data.readUInt32BE(16), height: data.readUInt32BE(20) };
    case 'image/gif':
      return data.length < 10 ? undefined : { width: data.readUInt16LE(6), height: data.readUInt16LE(8) };
    case 'image/webp':
      return data.length < 30 ? undefined : webpSize(data);
    case 'image/jpeg':
      return jpegSize(data);
    default:
      return undefined;
  }
}

function webpSize(data: Buffer): Size | undefined {
  switch (data.toString('latin1', 12, 16)) {
    case 'VP8X':
      return { width: data.readUIntLE(24, 3) + 1, height: data.readUIntLE(27, 3) + 1 };
    case 'VP8L': {
      const bits = data.readUInt32LE(21);
      return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
    }
    case 'VP8 ':
      return { width: data.readUInt16LE(26) & 0x3fff, height: data.readUInt16LE(28) & 0x3fff };
    default:
      return undefined;
  }
}

/** The size stands in the frame header, after any number of other segments. */
function jpegSize(data: Buffer): Size | undefined {
  for (let at = 2; at + 9 < data.length; ) {
    const marker = data.readUInt8(at + 1);
    if (data.readUInt8(at) !== 0xff) return undefined;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { width: data.readUInt16BE(at + 7), height: data.readUInt16BE(at + 5) };
    at += marker === 0xff ? 1 : 2 + data.readUInt16BE(at + 2);
  }
  return undefined;
}
