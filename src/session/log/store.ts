import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Uploads } from '../../agent/contracts/media.ts';
import type { BlobRef, Entry } from '../../agent/events/events.ts';
import type { Folders, ReadOnly } from '../../shared/readOnly.ts';
import { codeOf } from '../../util/system/retried.ts';
import { type CheckpointLimits, pruneCheckpoints } from '../checkpoints/pruneCheckpoints.ts';
import { SessionError } from '../sessionError.ts';
import { foldersOf, type WindowPlace } from '../sessionFolders.ts';
import { type Lease, takeLease } from './lease.ts';
import { readFirstEvent } from './readFirstEvent.ts';
import { isSummary, SessionList, type StoredSession } from './sessionList.ts';
import {
  copyBlobs,
  followEntries,
  keepBlob,
  type LogWatcher,
  openLog,
  readBlob,
  readEntries,
  SessionLog,
  writeLog,
} from './sessionLog.ts';

/** Where sessions are kept. */
export interface Store {
  /** See SessionList.read. */
  list(): Promise<StoredSession[]>;
  /** See SessionList.complete. */
  completeList(onMore: () => void): Promise<void>;
  /** Notes what the list shows; the log remains the source of it. */
  describe(summary: StoredSession): Promise<void>;
  /** Makes room for a new session. */
  create(id: string): Promise<void>;
  /** The entries of a session, and its log to append to, or why it cannot be written: reading it needs no right. */
  open(id: string, options: OpenOptions): Promise<{ entries: Entry[]; log: SessionLog | ReadOnly }>;
  /** See foldersOf. */
  folders(id: string): Promise<Folders | undefined>;
  /** See followEntries. */
  follow(id: string, seq: number, onEntries: (entries: Entry[]) => void): () => void;
  /** See keepBlob. */
  keep(id: string, bytes: Uint8Array, durable?: boolean): Promise<BlobRef>;
  read(id: string, ref: BlobRef): Promise<Uint8Array>;
  /** Where what its commands print is kept: its files are the session's own, and nothing else is there. */
  outputs(id: string): string;
  /** How the session's media are sent: see Uploads. */
  readUploads(id: string): Promise<Uploads>;
  writeUploads(id: string, uploads: Uploads): Promise<void>;
  /**
   * Makes a session of its own from what another holds up to the end of its last turn, and a compaction after it. Resolves with its id; undefined where no
   * turn has ended yet. With `place`, it belongs to what is open there, and nothing of what was done so far can be undone in it.
   */
  fork(id: string, title: string, place?: WindowPlace): Promise<string | undefined>;
  /** Makes a session of its own of entries and the bytes that they speak of. Resolves with its id. */
  add(entries: readonly Entry[], blobs: readonly Uint8Array[]): Promise<string>;
  /** Rejects, with nothing changed, where another window writes it. */
  delete(id: string): Promise<void>;
  /** See pruneCheckpoints. */
  prune(limits: CheckpointLimits): Promise<void>;
}

export interface OpenOptions extends LogWatcher {
  /** Whether to write the log: where no other window does, even then, or not at all. */
  claim: 'free' | 'force' | 'none';
}

/** A store in a folder. `holder` names this window's workspace: see takeLease. */
export function openStore(directory: string, holder: string): Store {
  const folderOf = (id: string) => {
    if (!/^[\w-]+$/.test(id)) throw new Error(`Not a session's id: ${id}`);
    return path.join(directory, id);
  };
  const sessions = new SessionList(directory);
  return {
    list: () => sessions.read(),
    completeList: (onMore) => sessions.complete(onMore),
    // The log says itself that nothing can be written.
    describe: (summary) => sessions.write(summary).catch(() => {}),
    async create(id) {
      await mkdir(folderOf(id), { recursive: true });
    },
    async open(id, { claim, ...watcher }) {
      const folder = folderOf(id);
      await stat(folder);
      const lease = claim === 'none' ? OTHER_WINDOW : await takeOrSay(folder, holder, claim === 'force');
      const { entries, newer } = await openLog(folder);
      if (entries.length === 0) entries.push(...(await lostEntries(folder)));
      if ('type' in lease) return { entries, log: newer ? NEWER_VERSION : lease };
      if (!newer) return { entries, log: new SessionLog(folder, lease, watcher) };
      await lease.release();
      return { entries, log: NEWER_VERSION };
    },
    async folders(id) {
      const created = await readFirstEvent(folderOf(id));
      return created && foldersOf(created);
    },
    follow: (id, seq, onEntries) => followEntries(folderOf(id), seq, onEntries),
    keep: (id, bytes, durable) => keepBlob(folderOf(id), bytes, durable),
    read: (id, ref) => readBlob(folderOf(id), ref),
    outputs: (id) => path.join(folderOf(id), 'output'),
    async readUploads(id) {
      const noted = await readJson(path.join(folderOf(id), 'uploads.json'));
      return isUploads(noted) ? noted : {};
    },
    writeUploads: (id, uploads) => writeJson(path.join(folderOf(id), 'uploads.json'), uploads),
    async fork(id, title, place) {
      const entries = await readEntries(folderOf(id));
      const last = lastRest(entries);
      if (last === -1) return undefined;
      const copy = randomUUID();
      await copyBlobs(folderOf(id), folderOf(copy));
      const said = [...entries.slice(0, last + 1), renaming(title, entries[last])];
      await writeLog(folderOf(copy), place ? movedTo(place, said) : said);
      return copy;
    },
    async add(entries, blobs) {
      const id = randomUUID();
      for (const bytes of blobs) await keepBlob(folderOf(id), bytes);
      await writeLog(folderOf(id), entries);
      return id;
    },
    async delete(id) {
      const taken = await takeOrSay(folderOf(id), holder, false);
      if ('type' in taken && taken.type === 'otherWindow') {
        throw new SessionError('otherWindow', 'This session is open in another window.');
      }
      await rm(folderOf(id), { recursive: true, force: true });
    },
    prune: (limits) => pruneCheckpoints(directory, limits),
  };
}

const NEWER_VERSION: ReadOnly = { type: 'newerVersion' };

const OTHER_WINDOW: ReadOnly = { type: 'otherWindow' };

async function takeOrSay(folder: string, holder: string, force: boolean): Promise<Lease | ReadOnly> {
  try {
    return (await takeLease(folder, holder, { force })) ?? OTHER_WINDOW;
  } catch (error) {
    if (!(error instanceof Error) || codeOf(error) === '') throw error;
    // Node's message goes on with the call and its paths.
    return { type: 'unwritable', detail: error.message.replace(/, .*/s, '') };
  }
}

/** Where the last turn ended, or a compaction after it. -1 before the first end. */
function lastRest(entries: readonly Entry[]): number {
  const ended = entries.findLastIndex(({ event }) => event.type === 'turn.finished');
  const later = ended < 0 ? [] : entries.slice(ended + 1);
  const begun = later.findIndex(({ event }) => event.type === 'turn.started' || event.type === 'turn.resumed');
  const since = begun < 0 ? later : later.slice(0, begun);
  return ended + 1 + since.findLastIndex(({ event }) => event.type === 'compaction.finished');
}

/** What was allowed for the session was allowed for its folders. The system prompt stays, so that the request begins as before. */
function movedTo({ folders, workspaceFile }: WindowPlace, entries: readonly Entry[]): Entry[] {
  const moved = entries.flatMap((entry): Entry[] => {
    const { event } = entry;
    if (event.type === 'rule.added') return [];
    if (event.type !== 'session.created') return [entry];
    const { workspaceFile: _, ...created } = event;
    const file = workspaceFile === undefined ? {} : { workspaceFile };
    return [{ ...entry, event: { ...created, folders: [...folders], ...file } }];
  });
  const seq = (entries.at(-1)?.seq ?? 0) + 1;
  return [...moved, { seq, at: Date.now(), event: { type: 'session.imported', copied: true } }];
}

function renaming(title: string, after: Entry | undefined): Entry {
  return { seq: (after?.seq ?? 0) + 1, at: Date.now(), event: { type: 'session.renamed', title } };
}

/** What is known of a session whose log is gone. */
async function lostEntries(folder: string): Promise<Entry[]> {
  const note = await readJson(path.join(folder, 'summary.json'));
  if (!isSummary(note)) return [];
  const { title, updatedAt: at } = note;
  return [
    { seq: 1, at, event: { type: 'entries.missing' } },
    { seq: 2, at, event: { type: 'session.renamed', title } },
  ];
}

/** Undefined where it is not there, or damaged. */
async function readJson(file: string): Promise<unknown> {
  return await readFile(file, 'utf8')
    .then((text): unknown => JSON.parse(text))
    .catch(() => undefined);
}

function isUploads(value: unknown): value is Uploads {
  return (
    isRecord(value) && Object.values(value).every((files) => isRecord(files) && Object.values(files).every(isFile))
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFile(id: unknown): boolean {
  return id === null || id === false || typeof id === 'string';
}

async function writeJson(file: string, value: unknown): Promise<void> {
  const draft = `${file}.draft`;
  try {
    await writeFile(draft, JSON.stringify(value));
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    throw error;
  }
}
