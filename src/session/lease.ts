import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

interface LeaseRecord {
  owner: string;
  pid: number;
  /** The window's workspace: a reloaded window takes its own lease back at once, though its old process may still be ending. */
  holder: string;
}

/** The right to write one session's log. */
export interface Lease {
  /** False once another window has taken it. */
  isHeld(): Promise<boolean>;
  release(): Promise<void>;
}

/**
 * Takes the lease of a session's folder, unless another window holds it and its process lives. `force` takes it even so; the
 * other window notices before its next write.
 */
export async function takeLease(
  directory: string,
  holder: string,
  options?: { force: boolean },
): Promise<Lease | undefined> {
  const file = path.join(directory, 'lease.json');
  const current = await readLease(file);
  if (current && !options?.force && current.holder !== holder && isAlive(current.pid)) return undefined;

  const owner = randomUUID();
  const record: LeaseRecord = { owner, pid: process.pid, holder };
  const draft = `${file}.${owner}`;
  await writeFile(draft, JSON.stringify(record));
  await rename(draft, file);
  const isHeld = async () => (await readLease(file))?.owner === owner;
  return {
    isHeld,
    release: async () => {
      if (await isHeld()) await rm(file, { force: true });
    },
  };
}

async function readLease(file: string): Promise<LeaseRecord | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isLeaseRecord(value) ? value : undefined;
  } catch {
    return undefined; // No lease, or one that was cut off while it was written: free to take.
  }
}

function isLeaseRecord(value: unknown): value is LeaseRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { owner, pid, holder } = value as Record<string, unknown>;
  return typeof owner === 'string' && typeof pid === 'number' && typeof holder === 'string';
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
