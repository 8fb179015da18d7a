import type { SessionMedia } from '../../agent/contracts/media.ts';
import type { BlobRef, Entry } from '../../agent/events/events.ts';
import type { Folders, ReadOnly } from '../../shared/readOnly.ts';
import type { Transcript } from '../../shared/transcript/reduce.ts';
import { SessionError } from '../sessionError.ts';
import { foldersOf, openFolders } from '../sessionFolders.ts';
import { summaryOf } from './sessionList.ts';
import { type LogWatcher, notSaved, SessionLog } from './sessionLog.ts';
import type { OpenOptions, Store } from './store.ts';

/** What one session has on disk: its log, which one window writes and others read along, and what its events refer to. */
export class SessionStorage {
  private readonly store: Store;
  private readonly id: string;
  private readonly watcher: LogWatcher;
  private log: SessionLog | undefined;
  private unfollow: (() => void) | undefined;
  private onDisk = false;
  private closed = false;
  private reason: ReadOnly | undefined;
  private unsavedBecause: string | undefined;
  /** What the session belongs to, where that is known. */
  private home: Folders | undefined;

  constructor(store: Store, id: string, watcher: LogWatcher) {
    this.store = store;
    this.id = id;
    this.watcher = {
      onLost: () => {
        this.log = undefined;
        this.reason = { type: 'otherWindow' };
        watcher.onLost();
      },
      onUnsaved: (reason) => {
        this.unsavedBecause = reason;
        watcher.onUnsaved?.(reason);
      },
    };
  }

  /** Why what was appended last is not in the log yet; undefined where it is, or is about to be. */
  get unsaved(): string | undefined {
    return this.unsavedBecause;
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

  /** `home` is what it is to belong to. */
  async create(home: Folders): Promise<void> {
    this.home = home;
    await this.store.create(this.id).catch((error: unknown) => {
      throw notSaved(error);
    });
    const { log } = await this.store.open(this.id, { claim: 'free', ...this.watcher });
    if (!(log instanceof SessionLog)) throw refusalOf(log);
    this.log = log;
    this.onDisk = true;
  }

  /**
   * Opens the log, again where it is open, and resolves with what it holds. Where none of the session's folders is open, whatever is
   * claimed, it is opened for reading.
   */
  async open(claim: OpenOptions['claim'], open: readonly string[]): Promise<Entry[]> {
    this.unfollow?.();
    await this.log?.close();
    this.home = await this.store.folders(this.id);
    const elsewhere = await this.elsewhere(open);
    const { entries, log } = await this.store.open(this.id, {
      claim: elsewhere ? 'none' : claim,
      ...this.watcher,
    });
    this.onDisk = true;
    this.log = log instanceof SessionLog ? log : undefined;
    this.reason = elsewhere ?? (log instanceof SessionLog ? undefined : log);
    if (!this.home) await this.findHome(entries, open);
    return entries;
  }

  /** Of a damaged log, which does not begin with it. */
  private async findHome(entries: readonly Entry[], open: readonly string[]): Promise<void> {
    for (const { event } of entries) if (event.type === 'session.created') this.home ??= foldersOf(event);
    const elsewhere = await this.elsewhere(open);
    if (!elsewhere) return;
    await this.log?.close();
    this.log = undefined;
    this.reason = elsewhere;
  }

  /** Whether it should be written with these folders open and is only read for their sake, or the other way round. */
  async isMisplaced(open: readonly string[]): Promise<boolean> {
    const elsewhere = (await this.elsewhere(open)) !== undefined;
    return this.onDisk && elsewhere !== (this.reason?.type === 'otherFolders');
  }

  private async elsewhere(open: readonly string[]): Promise<ReadOnly | undefined> {
    const { home } = this;
    if (!home || (await openFolders(open)(home.folders))) return undefined;
    return { type: 'otherFolders', ...home };
  }

  /** Calls back with what the other window writes after `seq`. */
  follow(seq: number, onEntries: (entries: Entry[]) => void): void {
    // One that is closed while it is read again follows nothing any more.
    if (!this.closed) this.unfollow = this.store.follow(this.id, seq, onEntries);
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
    await this.write(); // No loss of the log: it says itself that it cannot be written.
    await this.log?.isHeld();
    this.assertWritable();
  }

  /** Resolves with whether all that was appended is in the log now. */
  async write(): Promise<boolean> {
    return (
      (await this.log?.flush().then(
        () => true,
        () => false,
      )) ?? true
    );
  }

  /** Writes what was appended, and what the list shows of the session. While nothing can be written, that is known already. */
  async save(transcript: Transcript): Promise<void> {
    if (!this.log || !(await this.write())) return;
    await this.store.describe(summaryOf(this.id, transcript, Date.now(), this.home?.folders));
  }

  /** All of the log, and what cannot be written to it. */
  async entries(): Promise<Entry[]> {
    if (!this.onDisk) return [];
    await this.write();
    const { entries } = await this.store.open(this.id, { claim: 'none', ...this.watcher });
    return [...entries, ...(this.log?.pending ?? [])];
  }

  async readBlob(ref: BlobRef): Promise<Uint8Array> {
    return await this.store.read(this.id, ref);
  }

  /** See keepBlob. */
  async keepBlob(bytes: Uint8Array, durable = true): Promise<BlobRef> {
    return await this.store.keep(this.id, bytes, durable);
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
    this.closed = true;
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
    case 'newerVersion':
      return new SessionError('newerVersion', 'This session was written by a newer version of Ask Kimi.');
    case 'unwritable':
      return new SessionError('unwritable', reason.detail);
    case 'otherFolders':
      return new SessionError('otherFolders', 'This session belongs to other folders.');
  }
}
