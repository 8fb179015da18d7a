import { randomUUID } from 'node:crypto';
import { type BigIntStats, lstatSync } from 'node:fs';
import { lstat } from 'node:fs/promises';

/** How coarse the times of files are, in milliseconds: with parts of a second, and without. */
const FINE_MS = 50;
const COARSE_MS = 2500;

/** Tells without reading it whether a file is the one that it was. */
export interface FileStamp {
  path: string;
  regular: boolean;
  executable: boolean;
  size: number;
  inode: bigint;
  /**
   * Two that are equal are of a file that nobody wrote in between. Of one that changed this moment it is like no other: a write
   * that follows may leave the same times.
   */
  mark: string;
  /** Milliseconds since the epoch. */
  modifiedAt: number;
  /** When it was written, or anything else of it changed. */
  changedAt: number;
  /** Where the file system does not say, of the last change. */
  bornAt: number;
}

/** Milliseconds for which other work waits. */
const SLICE_MS = 8;

/** Of the files that are there, in their order. In slices: waiting for each of very many would take several times as long. */
export async function stampFiles(paths: readonly string[]): Promise<FileStamp[]> {
  const stamps: FileStamp[] = [];
  let sliceBegan = performance.now();
  for (const path of paths) {
    const stamp = stampNow(path);
    if (stamp) stamps.push(stamp);
    if (performance.now() - sliceBegan < SLICE_MS) continue;
    await new Promise(setImmediate);
    sliceBegan = performance.now();
  }
  return stamps;
}

function stampNow(path: string): FileStamp | undefined {
  const now = Date.now();
  try {
    const found = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    return found && asStamp(path, found, now);
  } catch {
    return undefined;
  }
}

/** Undefined where nothing is there. */
export async function stampFile(path: string): Promise<FileStamp | undefined> {
  const now = Date.now();
  const found = await lstat(path, { bigint: true }).catch(() => undefined);
  return found && asStamp(path, found, now);
}

function asStamp(path: string, found: BigIntStats, now: number): FileStamp {
  const { size, ino, mtimeNs, ctimeNs, birthtimeNs, mtimeMs, birthtimeMs, ctimeMs } = found;
  return {
    path,
    regular: found.isFile(),
    executable: (found.mode & 0o111n) !== 0n,
    size: Number(size),
    inode: ino,
    mark: `${size} ${ino} ${mtimeNs} ${ctimeNs}${isSettled(found, now) ? '' : ` ${randomUUID()}`}`,
    modifiedAt: Number(mtimeMs),
    changedAt: Number(ctimeMs),
    bornAt: Number(birthtimeNs > 0n ? birthtimeMs : ctimeMs),
  };
}

function isSettled({ mtimeNs, ctimeNs, ctimeMs }: BigIntStats, now: number): boolean {
  const isCoarse = mtimeNs % 1_000_000_000n === 0n && ctimeNs % 1_000_000_000n === 0n;
  return Number(ctimeMs) < now - (isCoarse ? COARSE_MS : FINE_MS);
}
