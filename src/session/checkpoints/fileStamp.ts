import type { BigIntStats } from 'node:fs';
import { lstat } from 'node:fs/promises';

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

/** Asked for at once: more do not make it faster. */
const PARALLEL = 64;

/** Of the files that are there, in their order. */
export async function stampFiles(paths: readonly string[]): Promise<FileStamp[]> {
  const found: FileStamp[] = [];
  for (let at = 0; at < paths.length; at += PARALLEL) {
    const stamps = await Promise.all(paths.slice(at, at + PARALLEL).map(stampFile));
    found.push(...stamps.filter((stamp) => stamp !== undefined));
  }
  return found;
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
