import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isAlive } from '../../util/system/isAlive.ts';
import { codeOf, retried } from '../../util/system/retried.ts';
import { watchFile } from '../../util/system/watchFile.ts';
import { locked } from './folderLock.ts';

const NAME = 'lease.json';

interface LeaseRecord {
  owner: string;
  pid: number;
  /** The window's workspace: a reloaded window takes its own lease back at once, though its old process may still be ending. */
  holder: string;
  /** Its owner gave it up. The record stays, so that whoever had it before does not take it for their own. */
  released?: boolean;
}

/** The right to write one session's log. */
export interface Lease {
  /**
   * Runs `work` while no other window can take the lease; resolves with false, and does nothing, once another has taken it.
   * Rejects where that cannot be told, and as `work` does.
   */
  hold(work: () => Promise<void>): Promise<boolean>;
  /** False once another window is known to have it. */
  isHeld(): Promise<boolean>;
  /** Calls back when the lease may have been taken, until the returned function is called. */
  watch(onChange: () => void): () => void;
  /** Never rejects: a lease that cannot be given up is free when this process ends. */
  release(): Promise<void>;
}

/**
 * Takes the lease of a session's folder, unless another window holds it and its process lives. `force` takes it from that one
 * too, which writes nothing from then on. Rejects where the folder cannot be written.
 */
export async function takeLease(
  directory: string,
  holder: string,
  options?: { force: boolean },
): Promise<Lease | undefined> {
  const file = path.join(directory, NAME);
  const mine: LeaseRecord = { owner: randomUUID(), pid: process.pid, holder };
  return await locked(directory, async () => {
    const current = await readLease(file);
    if (current && !options?.force && current.holder !== holder && !current.released && isAlive(current.pid)) {
      return undefined;
    }
    await writeLease(file, mine);
    return leaseOf(directory, mine);
  });
}

function leaseOf(directory: string, mine: LeaseRecord): Lease {
  const file = path.join(directory, NAME);
  // A record that somebody removed is nobody else's.
  const isMine = async () => ((await readLease(file)) ?? mine).owner === mine.owner;
  const hold = async (work: () => Promise<void>) =>
    await locked(directory, async () => {
      if (!(await isMine())) return false;
      await work();
      return true;
    });
  return {
    hold,
    isHeld: () => isMine().catch(() => true),
    // Where nothing is called back, the lease is looked at before each write and each turn still.
    watch: (onChange) => watchFile(directory, NAME, onChange),
    release: async () => {
      await hold(() => writeLease(file, { ...mine, released: true })).catch(() => false);
    },
  };
}

/** Undefined where there is none. One that is torn, by a power cut, is none either. */
async function readLease(file: string): Promise<LeaseRecord | undefined> {
  const text = await retried(() => readFile(file, 'utf8')).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : parse(text);
}

function parse(text: string): LeaseRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isLeaseRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

async function writeLease(file: string, record: LeaseRecord): Promise<void> {
  const draft = `${file}.${record.owner}`;
  await retried(() => writeFile(draft, JSON.stringify(record)));
  await retried(() => rename(draft, file));
}

function isLeaseRecord(value: unknown): value is LeaseRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { owner, pid, holder } = value as Record<string, unknown>;
  return typeof owner === 'string' && typeof pid === 'number' && typeof holder === 'string';
}
