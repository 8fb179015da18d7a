import { readFile } from 'node:fs/promises';
import type { BlobRef, FileImage } from '../../agent/events/events.ts';
import type { Git } from '../../util/system/git.ts';
import { inParallel } from '../../util/system/inParallel.ts';
import { type FileStamp, isSame, stampFiles } from './fileStamp.ts';
import type { GitIndex } from './gitIndex.ts';
import { listGitFolder } from './gitListing.ts';

/** What is copied before a command: of one file, of all that changed since the last one, and of how many. */
const FILE_LIMIT_BYTES = 10 * 1024 * 1024;
const COPY_LIMIT_BYTES = 64 * 1024 * 1024;
const COPY_LIMIT = 10_000;
const NOT_COPIED: FileImage = { unkept: 'tooMuch' };
/** Repositories inside of a folder that are looked into. */
const NESTED_LIMIT = 50;

/** What is in the folders of a workspace, taken so that what changes it can be undone. */
export interface FolderSnapshot {
  /** When looking began, in milliseconds since the epoch: what is made later than that was not there. */
  takenAt: number;
  /** What git has no object of: changed and untracked files, and all of folders without git. */
  loose: Map<string, LooseFile>;
  /** Of the repositories: a tracked file that is not loose holds what the index says. */
  indexes: GitIndex[];
}

/** `stamp` is undefined, and the image null, where nothing is at the path. */
export interface LooseFile {
  stamp: FileStamp | undefined;
  image: FileImage;
}

export interface SnapshotParts {
  git: Git;
  keep(bytes: Uint8Array): Promise<BlobRef>;
  /** The files in a folder without git, ignored ones left out, up to a limit. Absolute paths. */
  listPlain(folder: string): Promise<string[]>;
}

/** The files that may have changed between two snapshots, as far as can be told without reading them. */
export async function changedPaths(before: FolderSnapshot, after: FolderSnapshot): Promise<string[]> {
  const changed = new Set<string>();
  for (const [path, was] of before.loose) {
    const is = after.loose.get(path);
    if (is !== was && !(is && isSame(was.stamp, is.stamp))) changed.add(path);
  }
  for (const path of after.loose.keys()) if (!before.loose.has(path)) changed.add(path);
  for (const index of before.indexes) {
    const now = await index.now();
    if (now === index) continue;
    const [was, is] = await Promise.all([index.files(), now.files()]);
    for (const [path, { object }] of was) if (is.get(path)?.object !== object) changed.add(path);
    for (const path of is.keys()) if (!was.has(path)) changed.add(path);
  }
  return [...changed];
}

/** Takes snapshots, one after another. What is known of a file is kept until it changes. */
export class Snapshots {
  private readonly parts: SnapshotParts;
  private known: FolderSnapshot['loose'] = new Map();
  /** Found since the last copies were made. */
  private readonly found = new Map<string, LooseFile>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(parts: SnapshotParts) {
    this.parts = parts;
  }

  /** With copies of what git has no object of. */
  async take(folders: readonly string[]): Promise<FolderSnapshot> {
    return await this.inTurn(async () => {
      const snapshot = await this.look(folders);
      await this.copy(snapshot);
      return snapshot;
    });
  }

  /** Without copies of what changed: only to be compared with an earlier one. */
  async glance(folders: readonly string[]): Promise<FolderSnapshot> {
    return await this.inTurn(() => this.look(folders));
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work);
    this.last = turn.catch(() => {});
    return await turn;
  }

  /** Files that are known are looked at while folders are listed: both take long where there are very many. */
  private async look(folders: readonly string[]): Promise<FolderSnapshot> {
    const takenAt = Date.now();
    const loose: FolderSnapshot['loose'] = new Map();
    const add = (path: string, stamp: FileStamp | undefined) => loose.set(path, this.file(path, stamp));
    const [{ paths, indexes }] = await Promise.all([this.list(folders), stampFiles(this.known.keys(), add)]);
    for (const [path, { stamp }] of loose) {
      if (!paths.has(path)) loose.delete(path);
      else if (stamp) paths.delete(path);
    }
    await stampFiles(paths, add);
    this.known = loose;
    return { takenAt, loose, indexes };
  }

  private file(path: string, stamp: FileStamp | undefined): LooseFile {
    const known = this.known.get(path);
    if (known && isSame(known.stamp, stamp)) return known;
    const file = { stamp, image: stamp ? NOT_COPIED : null };
    if (stamp) this.found.set(path, file);
    return file;
  }

  private async list(folders: readonly string[]): Promise<{ paths: Set<string>; indexes: GitIndex[] }> {
    const indexes: GitIndex[] = [];
    const paths = new Set<string>();
    const waiting = [...folders];
    const seen = new Set<string>();
    for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
      if (seen.has(folder) || seen.size > folders.length + NESTED_LIMIT) continue;
      seen.add(folder);
      const listing = await listGitFolder(this.parts.git, folder);
      const found = listing ? [...listing.dirty, ...listing.untracked] : await this.parts.listPlain(folder);
      for (const path of found) paths.add(path);
      if (listing) indexes.push(listing.index);
      waiting.push(...(listing?.nested ?? []));
    }
    return { paths, indexes };
  }

  /** Newest first: that is what somebody works on, should there be too much of it all. A file that cannot be read is tried again. */
  private async copy({ loose }: FolderSnapshot): Promise<void> {
    const found = [...this.found].flatMap(([path, file]) => {
      return file.stamp && loose.get(path) === file ? [{ path, file, stamp: file.stamp }] : [];
    });
    this.found.clear();
    const affordable = affordableOf(found.map(({ stamp }) => stamp).sort((a, b) => b.modifiedAt - a.modifiedAt));
    await inParallel(found, async ({ path, file, stamp }) => {
      const image = await this.copyFile(path, stamp, affordable.has(stamp));
      file.image = image ?? { unkept: 'unreadable' };
      if (image === undefined) this.found.set(path, file);
    });
  }

  /** Undefined where it cannot be read. */
  private async copyFile(
    path: string,
    { regular, size }: FileStamp,
    affordable: boolean,
  ): Promise<FileImage | undefined> {
    if (!regular) return { unkept: 'unreadable' };
    if (size > FILE_LIMIT_BYTES) return { unkept: 'tooLarge' };
    if (!affordable) return NOT_COPIED;
    try {
      return await this.parts.keep(await readFile(path));
    } catch {
      return undefined;
    }
  }
}

/** As many of these, from the first on, as may be copied before one command. */
function affordableOf(stamps: readonly FileStamp[]): Set<FileStamp> {
  const affordable = new Set<FileStamp>();
  let bytes = 0;
  for (const stamp of stamps) {
    if (!stamp.regular || stamp.size > FILE_LIMIT_BYTES) continue;
    bytes += stamp.size;
    if (bytes > COPY_LIMIT_BYTES || affordable.size === COPY_LIMIT) break;
    affordable.add(stamp);
  }
  return affordable;
}
