import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import jpeg from 'jpeg-js';
import { isWholeImage } from '../../../../src/tools/media/isWholeImage.ts';
import { encodePng } from '../../../../src/tools/media/png.ts';

const pixels = { width: 40, height: 30, data: Buffer.from(Array.from({ length: 4800 }, (_, at) => (at * 7919) % 251)) };
const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const WEBP = Buffer.from('UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA', 'base64');
const LOSSLESS = Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64');

function chunk(type: string, ...bodies: Uint8Array[]): Buffer {
  const body = Buffer.concat(bodies);
  const head = Buffer.concat([Buffer.from(type, 'latin1'), Buffer.alloc(4)]);
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}
const webp = (...chunks: Buffer[]) => chunk('RIFF', Buffer.from('WEBP'), ...chunks);
/** A file that says it is of this size, less one. */
const extended = (width: number, height: number) => chunk('VP8X', Buffer.from([0, 0, 0, 0, width, 0, 0, height, 0, 0]));
const exif = chunk('EXIF', Buffer.from('odd'));
const [KEY_FRAME, LOSSLESS_FRAME] = [WEBP.subarray(12), LOSSLESS.subarray(12)];
const animation = chunk('ANMF', Buffer.alloc(16), KEY_FRAME);

function pngChunk(type: string, body: string): Buffer {
  const named = Buffer.from(type + body, 'latin1');
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
const PNG = encodePng(pixels);
const COMMENTED = Buffer.concat([PNG.subarray(0, 33), pngChunk('tEXt', 'Title\0Picture'), PNG.subarray(33)]);

const WHOLE: [string, Buffer][] = [
  ['image/png', PNG],
  ['image/png', COMMENTED],
  ['image/jpeg', Buffer.from(jpeg.encode(pixels, 80).data)],
  ['image/gif', GIF],
  ['image/webp', WEBP],
  ['image/webp', LOSSLESS],
  ['image/webp', webp(extended(0, 0), exif, KEY_FRAME)],
  ['image/webp', webp(extended(0, 0), LOSSLESS_FRAME, exif)],
  ['image/webp', webp(extended(8, 9), animation, animation)],
];

describe('an image', () => {
  for (const [index, [type, bytes]] of WHOLE.entries()) {
    it(`${index} is taken whole as ${type}, and not cut anywhere`, () => {
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

  it('with a wrong checksum is none, even where its pixels are there', () => {
    // A smaller width, a letter of the comment, and the checksums of both.
    for (const [at, bit] of [
      [19, 8],
      [29, 1],
      [45, 1],
      [54, 1],
    ] as const) {
      const flipped = Buffer.from(COMMENTED);
      flipped.writeUInt8(flipped.readUInt8(at) ^ bit, at);
      assert(!isWholeImage(flipped, 'image/png'), `${at}`);
    }
  });

  const changed = (bytes: Buffer, at: number, byte: number) => {
    const copy = Buffer.from(bytes);
    copy.writeUInt8(byte, at);
    return copy;
  };
  const broken: [string, Buffer][] = [
    ['that is no key frame', changed(WEBP, 20, 0x31)],
    ['without its start code', changed(WEBP, 24, 0)],
    ['whose first partition does not fit', changed(WEBP, 21, 0xff)],
    ['of no width', changed(WEBP, 26, 0)],
    ['without its signature', changed(LOSSLESS, 20, 0)],
    ['of a version that is none', changed(LOSSLESS, 24, 0x20)],
    ['whose chunk reaches past the end', changed(WEBP, 16, 0xff)],
    ['that is named otherwise', changed(WEBP, 8, 0x58)],
    ['without a picture', webp(extended(0, 0), exif)],
    ['whose picture is of another size', webp(extended(1, 0), KEY_FRAME)],
    ['whose frame is larger than it', webp(extended(0, 0), chunk('ANMF', Buffer.alloc(16), changed(KEY_FRAME, 14, 9)))],
    ['whose second frame is broken', webp(extended(8, 9), animation, chunk('ANMF', Buffer.alloc(16)))],
    ['with a chunk behind the picture that does not fit', webp(extended(0, 0), KEY_FRAME, changed(exif, 5, 1))],
  ];
  for (const [how, bytes] of broken) {
    it(`in WebP ${how} is none`, () => assert(!isWholeImage(bytes, 'image/webp')));
  }
});
