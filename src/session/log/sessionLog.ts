import { randomUUID } from 'node:crypto';
import { cp, type FileHandle, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BlobRef, Entry } from '../../agent/events/events.ts';
import { codeOf, retried } from '../../util/system/retried.ts';
import { watchFile } from '../../util/system/watchFile.ts';
import { blobRef, DamagedBlob, isBlobName } from '../blobRef.ts';
import { SessionError } from '../sessionError.ts';
import type { Lease } from './lease.ts';
import { isStreamed, type LogContents, type LogRecord, readLog, SCHEMA } from './logRecords.ts';
import { mergeDeltas } from './mergeDeltas.ts';

const LOG_NAME = 'log.jsonl';

/** Milliseconds between writes of streamed deltas: what a crash can lose of a reply that has to be asked for again anyway. */
const WRITE_INTERVAL_MS = 100;

/** Milliseconds after which a write that failed is made again, where nothing is appended before. */
const RETRY_MS = 1000;

const NEWLINE = 0x0a;

export interface LogWatcher {
  /** Another window has taken the lease: nothing is written from then on. */
  onLost(): void;
  /** Why nothing can be written, when that begins or changes; undefined when it can again. */
  onUnsaved?(reason: string | undefined): void;
}

/** One session on disk: `log.jsonl`, a header and then an entry a line, and `blobs/`, bytes named by their SHA-256. */
export class SessionLog {
  private readonly directory: string;
  private readonly lease: Lease;
  private readonly watcher: LogWatcher;
  private file: FileHandle | undefined;
  private batch: LogRecord[] = [];
  /** What could not be written: it goes before what was appended later. */
  private unwritten: LogRecord[] = [];
  private reason: string | undefined;
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private closed = false;
  private lost = false;
  private readonly unwatch: () => void;

  constructor(directory: string, lease: Lease, watcher: LogWatcher) {
    this.directory = directory;
    this.lease = lease;
    this.watcher = watcher;
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
    const isDelta = isStreamed(entry.event);
    if (last && joined) this.batch[this.batch.length - 1] = { ...last, seq: entry.seq, event: joined };
    else this.batch.push(isDelta ? { ...entry, from: entry.seq } : entry);
    if (isDelta) this.timer ??= setTimeout(() => this.write(), WRITE_INTERVAL_MS);
    else this.write();
  }

  /**
   * Resolves when everything that was appended is in the file. Rejects with SessionError while it cannot be written: it is kept,
   * and written with what comes next or after a while.
   */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const work = this.writing.then(() => this.writeBatch());
    this.writing = work.catch(() => {});
    await work;
  }

  /** As flush, and what is in the file is on the disk: it outlives the machine's power. Rejects where another window has the log. */
  async sync(): Promise<void> {
    await this.flush();
    if (this.lost) throw new SessionError('otherWindow', 'This session is open in another window.');
    await this.guarded(async () => await this.file?.sync());
  }

  /** What was appended and is not in the file yet. */
  get pending(): Entry[] {
    return [...this.unwritten, ...this.batch];
  }

  /** Writes what is left, where that can be, and gives the log up. Never rejects. */
  async close(): Promise<void> {
    this.closed = true;
    this.unwatch();
    await this.flush().catch(() => {}); // The watcher knows.
    clearTimeout(this.timer);
    await this.closeFile();
    await this.lease.release();
  }

  private async lose(): Promise<void> {
    if (this.lost) return;
    this.lost = true;
    this.unwatch();
    this.watcher.onLost();
    await this.closeFile();
  }

  private async closeFile(): Promise<void> {
    const { file } = this;
    this.file = undefined;
    await file?.close().catch(() => {}); // What it could not write is written again.
  }

  private write(): void {
    this.flush().catch(() => {}); // The watcher knows.
  }

  private async writeBatch(): Promise<void> {
    if (this.lost) return;
    this.unwritten.push(...this.batch);
    this.batch = [];
    if (this.unwritten.length === 0) return;
    const held = await this.guarded(() => this.lease.hold(() => this.writeLines()));
    if (!held) await this.lose();
  }

  /** Does something with the file. Where that fails, says so, and tries again after a while, with the file opened again. */
  private async guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      this.tell(undefined);
      return result;
    } catch (error) {
      await this.closeFile();
      if (!this.closed) this.timer ??= setTimeout(() => this.write(), RETRY_MS);
      this.tell(reasonOf(error));
      throw notSaved(error);
    }
  }

  private async writeLines(): Promise<void> {
    this.file ??= await openForAppend(this.directory);
    const lines = Buffer.from(linesOf(this.unwritten));
    let written = 0;
    try {
      while (written < lines.length) written += (await this.file.write(lines, written)).bytesWritten;
    } finally {
      // A line of which a part was written is written again, after the end of that part: see openForAppend.
      this.unwritten.splice(0, countLines(lines.subarray(0, written)));
    }
  }

  private tell(reason: string | undefined): void {
    if (reason === this.reason) return;
    this.reason = reason;
    this.watcher.onUnsaved?.(reason);
  }
}

function linesOf(records: readonly LogRecord[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

function countLines(bytes: Buffer): number {
  let count = 0;
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, end + 1)) count += 1;
  return count;
}

/** What was appended last may have been cut off: its line is ended, so that the next one is whole. */
async function openForAppend(directory: string): Promise<FileHandle> {
  const file = await retried(() => open(path.join(directory, LOG_NAME), 'a+'));
  try {
    const { size } = await file.stat();
    if (size === 0) await file.appendFile(headerOf(directory));
    else if ((await file.read(Buffer.alloc(1), 0, 1, size - 1)).buffer[0] !== NEWLINE) await file.appendFile('\n');
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

function headerOf(directory: string): string {
  return `${JSON.stringify({ schema: SCHEMA, session: path.basename(directory) })}\n`;
}

export function notSaved(error: unknown): SessionError {
  return new SessionError('notSaved', reasonOf(error));
}

/** Node's message goes on with the call and its paths. */
function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/, .*/s, '');
}

/** Writes the log of a new session. */
export async function writeLog(directory: string, entries: readonly Entry[]): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(path.join(directory, LOG_NAME), headerOf(directory) + linesOf(entries));
}

/** Reads a log, however damaged: see readLog. Where it is gone, or nothing was written to it yet, it holds nothing. */
export async function openLog(directory: string): Promise<LogContents> {
  const bytes = await retried(() => readFile(path.join(directory, LOG_NAME))).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
    return undefined;
  });
  return readLog(bytes ?? Buffer.alloc(0));
}

export async function readEntries(directory: string): Promise<Entry[]> {
  return (await openLog(directory)).entries;
}

/** Calls back with what another window appends to a log after `seq`, until the returned function is called. */
export function followEntries(directory: string, seq: number, onEntries: (entries: Entry[]) => void): () => void {
  let last = seq;
  let reading = Promise.resolve();
  const read = async () => {
    const fresh = (await readEntries(directory)).filter((entry) => entry.seq > last);
    last = fresh.at(-1)?.seq ?? last;
    if (fresh.length > 0 && !ended) onEntries(fresh);
  };
  let ended = false;
  let waits = false;
  // What changes while it is read is read once more, however often it did.
  const readSoon = () => {
    if (waits) return;
    waits = true;
    reading = reading
      .then(() => {
        waits = false;
        return read();
      })
      .catch(() => {}); // Deleted: there is nothing left to follow.
  };
  const unwatch = watchFile(directory, LOG_NAME, readSoon);
  readSoon(); // What was written before it was watched.
  return () => {
    ended = true;
    unwatch();
  };
}

/**
 * Keeps bytes under their name; the same bytes are kept once. What is kept and damaged is written again. Not `durable`, a power
 * cut may damage them: for very many, which are only there to be undone.
 */
export async function keepBlob(directory: string, bytes: Uint8Array, durable = true): Promise<BlobRef> {
  const ref = blobRef(bytes);
  const file = blobPath(directory, ref);
  if ((await readFile(file).catch(() => undefined))?.equals(bytes)) return ref;
  const draft = `${file}.${randomUUID()}`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(draft, bytes, { flush: durable });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    throw notSaved(error);
  }
  return ref;
}

/** Gives another session all that this one keeps. */
export async function copyBlobs(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await cp(path.join(from, 'blobs'), path.join(to, 'blobs'), { recursive: true }).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error; // It keeps nothing.
  });
}

/** Throws DamagedBlob where the bytes are not those that were kept, and what the file system says where they are gone. */
export async function readBlob(directory: string, ref: BlobRef): Promise<Uint8Array> {
  const bytes = await readFile(blobPath(directory, ref));
  if (blobRef(bytes) !== ref) throw new DamagedBlob(ref);
  return bytes;
}

function blobPath(directory: string, ref: BlobRef): string {
  if (!isBlobName(ref)) throw new Error(`Not the name of a blob: ${ref}`);
  return path.join(directory, 'blobs', ref);
}
