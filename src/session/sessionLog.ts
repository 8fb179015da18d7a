import { randomUUID } from 'node:crypto';
import { watch } from 'node:fs';
import { cp, type FileHandle, mkdir, open, readFile, rename, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BlobRef, Entry } from '../agent/events.ts';
import { blobName, DamagedBlob, isBlobName } from './blobName.ts';
import type { Lease } from './lease.ts';
import { mergeDeltas } from './mergeDeltas.ts';
import { SessionError } from './sessionError.ts';

/** The version of the log's format, in its first line. A log with a newer one is refused, not guessed at. */
const SCHEMA = 1;

/** Milliseconds between writes of streamed deltas: what a crash can lose of a reply that has to be asked for again anyway. */
const WRITE_INTERVAL_MS = 100;

/** One session on disk: `log.jsonl`, a header and then an entry a line, and `blobs/`, bytes named by their SHA-256. */
export class SessionLog {
  private readonly directory: string;
  private readonly lease: Lease;
  private readonly onLost: () => void;
  private file: FileHandle | undefined;
  private batch: Entry[] = [];
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private lost = false;
  private readonly unwatch: () => void;

  /** `onLost` is called as soon as another window has taken the lease: nothing is written from then on. */
  constructor(directory: string, lease: Lease, onLost: () => void) {
    this.directory = directory;
    this.lease = lease;
    this.onLost = onLost;
    this.unwatch = lease.watch(() => void this.isHeld());
  }

  /** Whether the log is still this window's to write. */
  async isHeld(): Promise<boolean> {
    if (!this.lost && !(await this.lease.isHeld())) await this.lose();
    return !this.lost;
  }

  /** Queues an entry. Deltas are written together, a little later; anything else at once. */
  append(entry: Entry): void {
    const last = this.batch.at(-1);
    const joined = last && mergeDeltas(last.event, entry.event);
    if (last && joined) this.batch[this.batch.length - 1] = { seq: entry.seq, at: last.at, event: joined };
    else this.batch.push(entry);
    if (entry.event.type.endsWith('.delta') || entry.event.type === 'tool.progress') {
      this.timer ??= setTimeout(() => this.write(), WRITE_INTERVAL_MS);
    } else {
      this.write();
    }
  }

  /** Resolves when everything that was appended is in the file. Rejects when writing failed. */
  async flush(): Promise<void> {
    this.write();
    await this.writing;
  }

  /** As flush, and what is in the file is on the disk: it outlives the machine's power. Rejects where another window has the log. */
  async sync(): Promise<void> {
    await this.flush();
    if (this.lost) throw new SessionError('otherWindow', 'This session is open in another window.');
    await this.file?.sync();
  }

  async close(): Promise<void> {
    this.unwatch();
    await this.flush();
    await this.closeFile();
    await this.lease.release();
  }

  private async lose(): Promise<void> {
    if (this.lost) return;
    this.lost = true;
    this.unwatch();
    this.onLost();
    await this.closeFile();
  }

  private async closeFile(): Promise<void> {
    const { file } = this;
    this.file = undefined;
    await file?.close();
  }

  private write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.batch.length === 0) return;
    const lines = this.batch.map((entry) => `${JSON.stringify(entry)}\n`).join('');
    this.batch = [];
    this.writing = this.writing.then(() => this.writeLines(lines));
    this.writing.catch(() => {}); // Reported by flush() and by the next write's await.
  }

  private async writeLines(lines: string): Promise<void> {
    if (this.lost) return;
    const held = await this.lease.hold(async () => {
      this.file ??= await openForAppend(this.directory);
      await this.file.appendFile(lines);
    });
    if (!held) await this.lose();
  }
}

async function openForAppend(directory: string): Promise<FileHandle> {
  const file = await open(path.join(directory, 'log.jsonl'), 'a');
  if ((await file.stat()).size === 0) {
    await file.appendFile(headerOf(directory));
  }
  return file;
}

function headerOf(directory: string): string {
  return `${JSON.stringify({ schema: SCHEMA, session: path.basename(directory) })}\n`;
}

/** Writes the log of a new session. */
export async function writeLog(directory: string, entries: readonly Entry[]): Promise<void> {
  await mkdir(directory, { recursive: true });
  const lines = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  await writeFile(path.join(directory, 'log.jsonl'), headerOf(directory) + lines);
}

/**
 * Reads a log. A last line that a crash cut off is left out, and cut off the file when `repair` is set (which takes the
 * lease). Throws when the log was written by a newer version of the extension, or is not a log.
 */
export async function readEntries(directory: string, options?: { repair: boolean }): Promise<Entry[]> {
  const file = path.join(directory, 'log.jsonl');
  const bytes = await readFile(file);
  const end = bytes.lastIndexOf(0x0a) + 1;
  if (options?.repair && end < bytes.length) await truncate(file, end);
  const [header, ...lines] = bytes.subarray(0, end).toString('utf8').split('\n').slice(0, -1);
  checkHeader(header, file);
  return lines.map((line) => JSON.parse(line) as Entry);
}

function checkHeader(line: string | undefined, file: string): void {
  const header = JSON.parse(line ?? 'null') as { schema?: unknown } | null;
  if (typeof header?.schema !== 'number') throw new SessionError('noLog', `${file} is not a session log.`, file);
  if (header.schema > SCHEMA) {
    throw new SessionError('newerVersion', 'This session was written by a newer version of Ask Kimi.');
  }
}

/** Calls back with what another window appends to a log after `seq`, until the returned function is called. */
export function followEntries(directory: string, seq: number, onEntries: (entries: Entry[]) => void): () => void {
  let last = seq;
  let reading = Promise.resolve();
  const read = async () => {
    const fresh = (await readEntries(directory)).filter((entry) => entry.seq > last);
    last = fresh.at(-1)?.seq ?? last;
    if (fresh.length > 0) onEntries(fresh);
  };
  const watcher = watch(path.join(directory, 'log.jsonl'), () => {
    reading = reading.then(read).catch(() => {}); // Deleted meanwhile: there is nothing left to follow.
  });
  return () => watcher.close();
}

/** Keeps bytes under their name; the same bytes are kept once. What is kept and damaged is written again. */
export async function keepBlob(directory: string, bytes: Uint8Array): Promise<BlobRef> {
  const ref = blobName(bytes);
  const file = blobPath(directory, ref);
  if ((await readFile(file).catch(() => undefined))?.equals(bytes)) return ref;
  await mkdir(path.dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, bytes, { flush: true });
  await rename(draft, file);
  return ref;
}

/** Gives another session all that this one keeps. */
export async function copyBlobs(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await cp(path.join(from, 'blobs'), path.join(to, 'blobs'), { recursive: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error; // It keeps nothing.
  });
}

/** Throws DamagedBlob where the bytes are not those that were kept, and what the file system says where they are gone. */
export async function readBlob(directory: string, ref: BlobRef): Promise<Uint8Array> {
  const bytes = await readFile(blobPath(directory, ref));
  if (blobName(bytes) !== ref) throw new DamagedBlob(ref);
  return bytes;
}

function blobPath(directory: string, ref: BlobRef): string {
  if (!isBlobName(ref)) throw new Error(`Not the name of a blob: ${ref}`);
  return path.join(directory, 'blobs', ref);
}
