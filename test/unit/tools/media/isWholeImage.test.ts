import assert from 'node:assert/strict';
import jpeg from 'jpeg-js';
import { isWholeImage } from '../../../../src/tools/media/isWholeImage.ts';
import { encodePng } from '../../../../src/tools/media/png.ts';

const pixels = { width: 40, height: 30, data: Buffer.from(Array.from({ length: 4800 }, (_, at) => (at * 7919) % 251)) };
const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const WEBP = Buffer.from('UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA', 'base64');
const WHOLE: [string, Buffer][] = [
  ['image/png', encodePng(pixels)],
  ['image/jpeg', Buffer.from(jpeg.encode(pixels, 80).data)],
  ['image/gif', GIF],
  ['image/webp', WEBP],
];

describe('an image', () => {
  for (const [type, bytes] of WHOLE) {
    it(`is taken whole as ${type}, and not cut anywhere`, () => {
      assert(isWholeImage(bytes, type));
      for (let end = 0; end < bytes.length - 4; end++) assert(!isWholeImage(bytes.subarray(0, end), type), `${end}`);
    });
  }

  it('of no size, or with a wrong bit, is none', () => {
    const png = encodePng(pixels);
    for (let at = 16; at < png.length; at += 97) {
      const flipped = Buffer.from(png);
      flipped.writeUInt8(flipped.readUInt8(at) ^ 1, at);
      assert(!isWholeImage(flipped, 'image/png'), `${at}`);
    }
    assert(!isWholeImage(encodePng({ width: 0, height: 0, data: Buffer.alloc(0) }), 'image/png'));
  });
});
