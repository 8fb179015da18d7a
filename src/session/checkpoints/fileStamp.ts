import type { BigIntStats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { inParallel } from './inParallel.ts';

/** Tells without reading it whether a file is the one that it was. */
export interface FileStamp {
  path: string;
  regular: boolean;
  executable: boolean;
  size: number;
  inode: bigint;
  /** Changes with every write, and with every other change of the file. */
  mark: string;
  /** Milliseconds since the epoch. */
  modifiedAt: number;
  /** Where the file system does not say, of the last change. */
  bornAt: number;
}

/** Of the files that are there, in their order. */
export async function stampFiles(paths: readonly string[]): Promise<FileStamp[]> {
  return (await inParallel(paths, stampFile)).filter((stamp) => stamp !== undefined);
}

/** Undefined where nothing is there. */
export async function stampFile(path: string): Promise<FileStamp | undefined> {
  const found = await lstat(path, { bigint: true }).catch(() => undefined);
  return found && asStamp(path, found);
}

function asStamp(path: string, found: BigIntStats): FileStamp {
  const { size, ino, mtimeNs, ctimeNs, birthtimeNs, mtimeMs, birthtimeMs, ctimeMs } = found;
  return {
    path,
    regular: found.isFile(),
    executable: (found.mode & 0o111n) !== 0n,
    size: Number(size),
    inode: ino,
    mark: `${size} ${ino} ${mtimeNs} ${ctimeNs}`,
    modifiedAt: Number(mtimeMs),
    bornAt: Number(birthtimeNs > 0n ? birthtimeMs : ctimeMs),
  };
}
