import jpeg from 'jpeg-js';
import type { Size } from '../../shared/imageSizeLimit.ts';
import { decodePng, encodePng, type Pixels } from './png.ts';

/** What a decoded JPEG may take in memory, in megabytes and millions of pixels. */
const JPEG_LIMITS = { maxMemoryUsageInMB: 1024, maxResolutionInMP: 150 };
const JPEG_QUALITY = 85;

/** The image at another, smaller size, in its own format. Throws for formats and variants that cannot be decoded here. */
export function shrinkImage(bytes: Uint8Array, mimeType: string, size: Size): Uint8Array {
  switch (mimeType) {
    case 'image/png':
      return encodePng(average(decodePng(bytes), size));
    case 'image/jpeg':
      return shrinkJpeg(bytes, size);
    default:
      throw new Error(`${mimeType} cannot be scaled here.`);
  }
}

function shrinkJpeg(bytes: Uint8Array, size: Size): Uint8Array {
  const decoded = jpeg.decode(bytes, { ...JPEG_LIMITS, useTArray: true });
  // A photo says in its EXIF data which side is up; both sides of the codec know the field, its types do not.
  const exif = 'exifBuffer' in decoded ? { exifBuffer: decoded.exifBuffer } : {};
  return jpeg.encode({ ...average(decoded, size), ...exif }, JPEG_QUALITY).data;
}

/** Every new pixel is the mean of the old ones that it covers. */
function average(from: Pixels, { width, height }: Size): Pixels {
  const data = Buffer.alloc(width * height * 4);
  const columns = edges(from.width, width);
  const rows = edges(from.height, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const area = { left: columns[x] ?? 0, right: columns[x + 1] ?? 0, top: rows[y] ?? 0, bottom: rows[y + 1] ?? 0 };
      writeMean(from, area, data, (y * width + x) * 4);
    }
  }
  return { width, height, data };
}

function edges(from: number, to: number): number[] {
  return Array.from({ length: to + 1 }, (_, index) => Math.floor((index * from) / to));
}

interface Area {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function writeMean({ data, width }: Pixels, { left, right, top, bottom }: Area, into: Uint8Array, at: number): void {
  let [red, green, blue, opacity] = [0, 0, 0, 0];
  for (let y = top; y < bottom; y++) {
    const end = (y * width + right) * 4;
    for (let index = (y * width + left) * 4; index < end; index += 4) {
      red += data[index] ?? 0;
      green += data[index + 1] ?? 0;
      blue += data[index + 2] ?? 0;
      opacity += data[index + 3] ?? 0;
    }
  }
  const count = (right - left) * (bottom - top);
  into[at] = red / count;
  into[at + 1] = green / count;
  into[at + 2] = blue / count;
  into[at + 3] = opacity / count;
}
