import assert from 'node:assert/strict';
import { truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import jpeg from 'jpeg-js';
import { fitSize } from '../../../../src/shared/imageSizeLimit.ts';
import { imageSize } from '../../../../src/tools/media/imageSize.ts';
import { decodePng, encodePng } from '../../../../src/tools/media/png.ts';
import { FolderWorkspace } from '../../support/folderWorkspace.ts';
import { removeTempFolders, tempFolder } from '../../support/tempFolder.ts';
import { runTool } from '../runTool.ts';

/** Left half red, right half blue. */
function halves(width: number, height: number) {
  const data = Buffer.alloc(width * height * 4, 255);
  for (let index = 0; index < width * height; index++) {
    const isLeft = index % width < width / 2;
    data.set(isLeft ? [255, 0, 0] : [0, 0, 255], index * 4);
  }
  return { width, height, data };
}

describe('view_image', () => {
  let folder: string;
  const view = (file: string) => runTool(new FolderWorkspace(folder), 'view_image', { path: file });

  before(async () => {
    folder = await tempFolder({
      'small.png': encodePng(halves(64, 48)),
      'wide.png': encodePng(halves(8192, 20)),
      'tall.jpg': jpeg.encode(halves(30, 5000), 90).data,
      'wide.gif': gif(9000, 10),
      'notes.txt': 'no image',
    });
  });
  after(removeTempFolders);

  it('shows an image as it is', async () => {
    const { output, kept, text } = await view('small.png');
    const [[blob, bytes] = []] = kept;
    assert.deepEqual(output, [
      { type: 'image', mimeType: 'image/png', blob },
      { type: 'text', text },
    ]);
    assert.deepEqual(bytes && imageSize(bytes, 'image/png'), { width: 64, height: 48 });
    assert.match(text, /^small\.png \(image\/png, \d+ bytes\)$/);
  });

  it('scales a larger one down, and says so', async () => {
    const { text, kept } = await view('wide.png');
    assert.match(text, /scaled from 8192x20 to 4096x10\)$/);
    const [bytes] = [...kept.values()];
    assert(bytes);
    const { width, height, data } = decodePng(bytes);
    assert.deepEqual([width, height], [4096, 10]);
    assert.deepEqual([...data.subarray(0, 4)], [255, 0, 0, 255]);
    assert.deepEqual([...data.subarray(-4)], [0, 0, 255, 255]);
    const [photo] = [...(await view('tall.jpg')).kept.values()];
    assert.deepEqual(photo && imageSize(photo, 'image/jpeg'), { width: 24, height: 4096 });
  });

  it('refuses one that cannot be scaled, with the reason', async () => {
    await assert.rejects(view('wide.gif'), /wide\.gif is larger than 4096x2160 pixels .*image\/gif cannot be scaled/);
  });

  it('refuses what is no image, or too large', async () => {
    await assert.rejects(view('notes.txt'), /notes\.txt is not an image/);
    await writeFile(path.join(folder, 'heavy.png'), encodePng(halves(64, 48)));
    await truncate(path.join(folder, 'heavy.png'), 6_000_000);
    await assert.rejects(view('heavy.png'), /an image of 6\.0 MB; at most 5\.0 MB/);
  });
});

describe('fitSize', () => {
  it('keeps the shape, whichever way up', () => {
    assert.deepEqual(fitSize({ width: 4096, height: 2160 }), { width: 4096, height: 2160 });
    assert.deepEqual(fitSize({ width: 3000, height: 4000 }), { width: 2160, height: 2880 });
    assert.deepEqual(fitSize({ width: 100_000, height: 10 }), { width: 4096, height: 1 });
  });
});

describe('decodePng', () => {
  it('takes off every filter, and reads every colour type', () => {
    // Four lines of three grey pixels, each line with its own filter, all of the same picture line.
    const line = [10, 20, 40];
    const filtered = [
      [0, 10, 20, 40],
      [1, 10, 10, 20],
      [2, 0, 0, 0],
      [3, 5, 5, 10],
      [4, 0, 0, 0],
    ].flat();
    const { data } = decodePng(png(3, 5, 0, filtered));
    const grey = Array.from({ length: 15 }, (_, index) => data[index * 4]);
    assert.deepEqual(grey, [line, line, line, line, line].flat());
    // The fourth filter predicts from whichever neighbour is nearest: above, left, and the corner between them.
    const predicted = (lines: number[]) =>
      [...decodePng(png(2, 2, 0, lines)).data].filter((_, index) => index % 4 === 0);
    assert.deepEqual(predicted([0, 40, 40, 4, 226, 0]), [40, 40, 10, 10]);
    assert.deepEqual(predicted([0, 20, 10, 4, 10, 0]), [20, 10, 30, 20]);
    assert.deepEqual([...decodePng(png(1, 1, 2, [0, 1, 2, 3])).data], [1, 2, 3, 255]);
    assert.deepEqual([...decodePng(png(1, 1, 4, [0, 9, 8])).data], [9, 9, 9, 8]);
    const palette: [string, number[]] = ['PLTE', [0, 0, 0, 7, 8, 9]];
    assert.deepEqual([...decodePng(png(1, 1, 3, [0, 1], palette)).data], [7, 8, 9, 255]);
  });

  it('refuses the rarer kinds and what is cut off', () => {
    assert.throws(() => decodePng(png(2, 2, 0, [0, 1])), /cut off|unexpected end/);
    const interlaced = Buffer.from(png(1, 1, 0, [0, 1]));
    interlaced[28] = 1;
    assert.throws(() => decodePng(interlaced), /interlaced/);
  });
});

function png(width: number, height: number, colour: number, lines: number[], ...extra: [string, number[]][]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, colour, 0, 0, 0], 8);
  const chunks: [string, Uint8Array | number[]][] = [
    ['IHDR', header],
    ...extra,
    ['IDAT', deflateSync(Buffer.from(lines))],
    ['IEND', []],
  ];
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    ...chunks.flatMap(([type, content]) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(content.length);
      return [length, Buffer.from(type, 'latin1'), Buffer.from(content), Buffer.alloc(4)];
    }),
  ]);
}

function gif(width: number, height: number): Buffer {
  const bytes = Buffer.from('GIF89a\0\0\0\0\0\0\0;', 'latin1');
  bytes.writeUInt16LE(width, 6);
  bytes.writeUInt16LE(height, 8);
  return bytes;
}
