import { encodePng } from '../../../src/tools/media/png.ts';

/** A whole PNG of one pixel. */
export const PIXEL_PNG = encodePng({ width: 1, height: 1, data: Buffer.alloc(4, 200) });

/** It, as servers get it. */
export const PIXEL_URL = `data:image/png;base64,${Buffer.from(PIXEL_PNG).toString('base64')}`;

/** It, with bytes behind its end: as large as a photo, and still whole. */
export function paddedPng(bytes: number): Buffer {
  return Buffer.concat([PIXEL_PNG, Buffer.alloc(bytes - PIXEL_PNG.length)]);
}
