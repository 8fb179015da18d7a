import { readFile } from 'node:fs/promises';
import type { BlobRef, FileImage } from '../../agent/events.ts';
import { type FileStamp, stampFiles } from './fileStamp.ts';
import { type IndexedFile, listGitFolder } from './gitListing.ts';

/** What is copied before a command: of one file, of all, and of how many. */
const FILE_LIMIT_BYTES = 10 * 1024 * 1024;
const COPY_LIMIT_BYTES = 64 * 1024 * 1024;
/** Repositories inside of a folder that are looked into. */
const NESTED_LIMIT = 50;

/** What stands in the folders of a workspace, taken so that what changes it can be undone. */
export interface FolderSnapshot {
  /** Milliseconds since the epoch. */
  takenAt: number;
  files: Map<string, SeenFile>;
}

export type SeenFile =
  /** Clean: the bytes are git's, in the repository at `top`. */
  ({ type: 'indexed'; top: string } & IndexedFile) | { type: 'copied'; stamp: FileStamp; image: FileImage };

export interface SnapshotParts {
  keep(bytes: Uint8Array): Promise<BlobRef>;
  /** The files in a folder without git, ignored ones left out, up to a limit. Absolute paths. */
  listPlain(folder: string): Promise<string[]>;
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
    const files: FolderSnapshot['files'] = new Map();
    const loose: string[] = [];
    const waiting = [...folders];
    const seen = new Set<string>();
    for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
      if (seen.has(folder) || seen.size > folders.length + NESTED_LIMIT) continue;
      seen.add(folder);
      const listing = await listGitFolder(folder);
      if (!listing) {
        loose.push(...(await this.parts.listPlain(folder)));
        continue;
      }
      const { top, clean, dirty, untracked, nested } = listing;
      for (const [path, file] of clean) files.set(path, { type: 'indexed', top, ...file });
      for (const path of [...dirty, ...untracked]) loose.push(path);
      waiting.push(...nested);
    }
    const stamps = await stampFiles([...new Set(loose)]);
    const images = await imagesOf(stamps);
    for (const stamp of stamps) {
      files.set(stamp.path, { type: 'copied', stamp, image: images.get(stamp.path) ?? { unkept: 'unreadable' } });
    }
    return { takenAt, files };
  }

  /** Newest first: that is what somebody works on, should there be too much of it all. */
  private async copy(stamps: readonly FileStamp[]): Promise<Map<string, FileImage>> {
    const images = new Map<string, FileImage>();
    const copies: typeof this.copies = new Map();
    let left = COPY_LIMIT_BYTES;
    for (const stamp of stamps.toSorted((a, b) => b.modifiedAt - a.modifiedAt)) {
      const known = this.copies.get(stamp.path);
      const isKnown = known?.mark === stamp.mark;
      if (!isKnown) left -= stamp.regular && stamp.size <= FILE_LIMIT_BYTES ? stamp.size : 0;
      const image = isKnown ? known.image : await this.copyFile(stamp, left >= 0);
      images.set(stamp.path, image);
      if (typeof image === 'string') copies.set(stamp.path, { mark: stamp.mark, image });
    }
    this.copies = copies;
    return images;
  }

  private async copyFile({ path, regular, size }: FileStamp, affordable: boolean): Promise<FileImage> {
    if (!regular) return { unkept: 'unreadable' };
    if (size > FILE_LIMIT_BYTES) return { unkept: 'tooLarge' };
    if (!affordable) return { unkept: 'tooMuch' };
    return await readFile(path).then(this.parts.keep, (): FileImage => ({ unkept: 'unreadable' }));
  }
}
