import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Figure } from './figure.ts';
import type { Version } from './versions.ts';

const MAX_VSIX_BYTES = 1_000_000;

/** Bytes of a version's .vsix, and of each bundle in it before compression. */
export async function measureSize(vsix: string, { root }: Version): Promise<Figure[]> {
  const dist = path.join(root, 'dist');
  const bundles = (await readdir(dist, { recursive: true })).filter((file) => /\.(js|css)$/.test(file)).sort();
  return [
    { figure: 'size.vsix', value: await bytesOf(vsix), unit: 'bytes', target: MAX_VSIX_BYTES },
    ...(await Promise.all(
      bundles.map(async (file): Promise<Figure> => {
        const name = file.split(path.sep).join('/');
        return { figure: `size.${name}`, value: await bytesOf(path.join(dist, file)), unit: 'bytes' };
      }),
    )),
  ];
}

async function bytesOf(file: string): Promise<number> {
  return (await stat(file)).size;
}
