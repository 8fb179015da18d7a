import type { BlobRef, Entry } from '../agent/events.ts';
import type { SessionMedia } from '../agent/media.ts';
import type { Transcript } from '../transcript.ts';
import type { ReadOnly } from './readOnly.ts';
import { SessionError } from './sessionError.ts';
import { SessionLog } from './sessionLog.ts';
import { type OpenOptions, type Store, summaryOf } from './store.ts';

/** What one session has on disk: its log, which one window writes and others read along, and what its events refer to. */
export class SessionStorage {
  private readonly store: Store;
  private readonly id: string;
  private readonly onLost: () => void;
  private log: SessionLog | undefined;
  private unfollow: (() => void) | undefined;
  private onDisk = false;
  private reason: ReadOnly | undefined;

  /** `onLost` is called when another window takes the log over. */
  constructor(store: Store, id: string, onLost: () => void) {
    this.store = store;
    this.id = id;
    this.onLost = () => {
      this.log = undefined;
      this.reason = { type: 'otherWindow' };
      onLost();
    };
  }

  /** A session has nothing on disk before its first prompt. */
  get exists(): boolean {
    return this.onDisk;
  }

  /** Why the log can only be read here; undefined where it can be written. */
  get readOnly(): ReadOnly | undefined {
    return this.reason;
  }

  /** This window writes the log. */
  get writes(): boolean {
    return this.log !== undefined;
  }

  async create(): Promise<void> {
    await this.store.create(this.id);
    const { log } = await this.store.open(this.id, { claim: 'free', onLost: this.onLost });
    if (!(log instanceof SessionLog)) throw refusalOf(log);
    this.log = log;
    this.onDisk = true;
  }

  /** Opens the log, anew where it is open, and resolves with what it holds. */
  async open(claim: OpenOptions['claim']): Promise<Entry[]> {
    this.unfollow?.();
    await this.log?.close();
    const { entries, log } = await this.store.open(this.id, { claim, onLost: this.onLost });
    this.onDisk = true;
    this.log = log instanceof SessionLog ? log : undefined;
    this.reason = log instanceof SessionLog ? undefined : log;
    return entries;
  }

  /** Calls back with what the other window writes after `seq`. */
  follow(seq: number, onEntries: (entries: Entry[]) => void): void {
    this.unfollow = this.store.follow(this.id, seq, onEntries);
  }

  /** Does nothing where the log cannot be written. */
  append(entry: Entry): void {
    this.log?.append(entry);
  }

  /** Throws where the log can only be read here. */
  assertWritable(): void {
    if (this.reason) throw refusalOf(this.reason);
  }

  /** Resolves when what was appended so far is kept even through a power cut. Rejects where the log can only be read here. */
  async sync(): Promise<void> {
    this.assertWritable();
    await this.log?.sync();
  }

  /**
   * Resolves when what was appended so far is in the log, or waits for room there. Rejects where another window has the log, also
   * where that is not known here yet.
   */
  async confirm(): Promise<void> {
    await this.log?.flush().catch(() => {}); // No loss of the log: it says itself that it cannot be written.
    await this.log?.isHeld();
    this.assertWritable();
  }

  /** Writes what was appended, and what the list shows of the session. */
  async save(transcript: Transcript): Promise<void> {
    if (!this.log) return;
    await this.log.flush();
    await this.store.describe(summaryOf(this.id, transcript, Date.now()));
  }

  /** All of the log, as it stands on disk. */
  async entries(): Promise<Entry[]> {
    if (!this.onDisk) return [];
    await this.log?.flush();
    return (await this.store.open(this.id, { claim: 'none', onLost: () => {} })).entries;
  }

  async readBlob(ref: BlobRef): Promise<Uint8Array> {
    return await this.store.read(this.id, ref);
  }

  async keepBlob(bytes: Uint8Array): Promise<BlobRef> {
    return await this.store.keep(this.id, bytes);
  }

  get media(): SessionMedia {
    return {
      readBlob: (ref) => this.readBlob(ref),
      uploads: {
        read: () => this.store.readUploads(this.id),
        write: (uploads) => this.store.writeUploads(this.id, uploads),
      },
    };
  }

  /** Writes what is left, and gives the log up. */
  async close(): Promise<void> {
    this.unfollow?.();
    const { log } = this;
    this.log = undefined;
    await log?.close();
  }
}

function refusalOf(reason: ReadOnly): SessionError {
  switch (reason.type) {
    case 'otherWindow':
      return new SessionError('otherWindow', 'This session is open in another window.');
    case 'unwritable':
      return new SessionError('unwritable', reason.detail);
  }
}
