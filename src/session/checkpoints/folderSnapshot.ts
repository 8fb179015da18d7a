import { readFile } from 'node:fs/promises';
import type { BlobRef, FileImage } from '../../agent/events.ts';
import { type FileStamp, stampFiles } from './fileStamp.ts';
import type { Git } from './git.ts';
import type { GitIndex } from './gitIndex.ts';
import { listGitFolder } from './gitListing.ts';
import { inParallel } from './inParallel.ts';

/** What is copied before a command: of one file, of all, and of how many. What was copied before counts no more. */
const FILE_LIMIT_BYTES = 10 * 1024 * 1024;
const COPY_LIMIT_BYTES = 64 * 1024 * 1024;
const COPY_LIMIT = 4000;
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
  for (const path of [...before.loose.keys(), ...after.loose.keys()]) {
    const [was, is] = [before.loose.get(path), after.loose.get(path)];
    if (!was || !is || was.stamp?.mark !== is.stamp?.mark) changed.add(path);
  }
  for (const index of before.indexes) {
    const now = await index.now();
    if (now === index) continue;
    const [was, is] = await Promise.all([index.files(), now.files()]);
    for (const [path, { object }] of was) if (is.get(path)?.object !== object) changed.add(path);
    for (const path of is.keys()) if (!was.has(path)) changed.add(path);
  }
  return [...changed];
}

/** Takes snapshots. What was copied once is not read again until it changes. */
export class Snapshots {
  private readonly parts: SnapshotParts;
  private copies = new Map<string, { mark: string; image: BlobRef }>();

  constructor(parts: SnapshotParts) {
    this.parts = parts;
  }

  /** With copies of what git has no object of. */
  async take(folders: readonly string[]): Promise<FolderSnapshot> {
    return await this.look(folders, async (stamps) => await this.copy(stamps));
  }

  /** Without the copies: only to be compared with an earlier one. */
  async glance(folders: readonly string[]): Promise<FolderSnapshot> {
    return await this.look(folders, async () => new Map());
  }

  private async look(
    folders: readonly string[],
    imagesOf: (stamps: FileStamp[]) => Promise<Map<string, FileImage>>,
  ): Promise<FolderSnapshot> {
    const takenAt = Date.now();
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
    const stamps = await stampFiles([...paths]);
    const images = await imagesOf(stamps);
    const loose: FolderSnapshot['loose'] = new Map();
    for (const path of paths) loose.set(path, { stamp: undefined, image: null });
    for (const stamp of stamps) {
      loose.set(stamp.path, { stamp, image: images.get(stamp.path) ?? { unkept: 'unreadable' } });
    }
    return { takenAt, loose, indexes };
  }

  /** Newest first: that is what somebody works on, should there be too much of it all. */
  private async copy(stamps: readonly FileStamp[]): Promise<Map<string, FileImage>> {
    const images = new Map<string, FileImage>();
    const copies: typeof this.copies = new Map();
    const unknown: FileStamp[] = [];
    for (const stamp of stamps) {
      const known = this.copies.get(stamp.path);
      if (known?.mark !== stamp.mark) unknown.push(stamp);
      else images.set(stamp.path, known.image);
    }
    const affordable = affordableOf(unknown.sort((a, b) => b.modifiedAt - a.modifiedAt));
    await inParallel(unknown, async (stamp) => {
      images.set(stamp.path, await this.copyFile(stamp, affordable.has(stamp)));
    });
    for (const { path, mark } of stamps) {
      const image = images.get(path);
      if (typeof image === 'string') copies.set(path, { mark, image });
    }
    this.copies = copies;
    return images;
  }

  private async copyFile({ path, regular, size }: FileStamp, affordable: boolean): Promise<FileImage> {
    if (!regular) return { unkept: 'unreadable' };
    if (size > FILE_LIMIT_BYTES) return { unkept: 'tooLarge' };
    if (!affordable) return { unkept: 'tooMuch' };
    try {
      return await this.parts.keep(await readFile(path));
    } catch {
      return { unkept: 'unreadable' };
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
