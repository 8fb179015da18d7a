import { type BigIntStats, lstatSync } from 'node:fs';
import { lstat } from 'node:fs/promises';

/** How coarse the times of files are, in milliseconds: with parts of a second, and without. */
const FINE_MS = 50;
const COARSE_MS = 2500;

/** Tells without reading it whether a file is the one that it was: see isSame. */
export interface FileStamp {
  regular: boolean;
  executable: boolean;
  size: number;
  /** The last 32 bits of it. */
  inode: number;
  /** Milliseconds since the epoch, as all times here. */
  modifiedAt: number;
  /** When it was written, or anything else of it changed. */
  changedAt: number;
  /** Where the file system does not say, of the last change. */
  bornAt: number;
  /** False where it changed this moment: a write that follows may leave the same times. */
  settled: boolean;
}

/** Milliseconds for which other work waits. */
const SLICE_MS = 8;

/** Whether nobody wrote the file in between. One that changed the moment that it was looked at is like no other. */
export function isSame(one: FileStamp | undefined, other: FileStamp | undefined): boolean {
  if (!one || !other || one === other) return one === other;
  return (
    one.settled &&
    other.settled &&
    one.changedAt === other.changedAt &&
    one.modifiedAt === other.modifiedAt &&
    one.size === other.size &&
    one.inode === other.inode
  );
}

/** Calls back for each, in order. In slices: waiting for each of very many would take several times as long. */
export async function stampFiles(
  paths: Iterable<string>,
  onStamp: (path: string, stamp: FileStamp | undefined) => void,
): Promise<void> {
  let sliceBegan = performance.now();
  for (const path of paths) {
    onStamp(path, stampNow(path));
    if (performance.now() - sliceBegan < SLICE_MS) continue;
    await new Promise(setImmediate);
    sliceBegan = performance.now();
  }
}

function stampNow(path: string): FileStamp | undefined {
  const now = Date.now();
  try {
    const found = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    return found && asStamp(found, now);
  } catch {
    return undefined;
  }
}

/** Undefined where nothing is there. */
export async function stampFile(path: string): Promise<FileStamp | undefined> {
  const now = Date.now();
  const found = await lstat(path, { bigint: true }).catch(() => undefined);
  return found && asStamp(found, now);
}

function asStamp(found: BigIntStats, now: number): FileStamp {
  const { size, ino, mtimeNs, ctimeNs, birthtimeNs } = found;
  return {
    regular: found.isFile(),
    executable: (found.mode & 0o111n) !== 0n,
    size: Number(size),
    inode: Number(BigInt.asUintN(32, ino)),
    modifiedAt: Number(mtimeNs) / 1e6,
    changedAt: Number(ctimeNs) / 1e6,
    bornAt: Number(birthtimeNs > 0n ? birthtimeNs : ctimeNs) / 1e6,
    settled: isSettled(found, now),
  };
}

function isSettled({ mtimeNs, ctimeNs, ctimeMs }: BigIntStats, now: number): boolean {
  const isCoarse = mtimeNs % 1_000_000_000n === 0n && ctimeNs % 1_000_000_000n === 0n;
  return Number(ctimeMs) < now - (isCoarse ? COARSE_MS : FINE_MS);
}
