import { readFile } from 'node:fs/promises';
import type { BlobRef, FileImage } from '../../agent/events.ts';
import { type FileStamp, stampFiles } from './fileStamp.ts';
import type { Git } from './git.ts';
import { type IndexedFile, listGitFolder } from './gitListing.ts';
import { inParallel } from './inParallel.ts';

/** What is copied before a command: of one file, of all, and of how many. What was copied before counts no more. */
const FILE_LIMIT_BYTES = 10 * 1024 * 1024;
const COPY_LIMIT_BYTES = 64 * 1024 * 1024;
const COPY_LIMIT = 4000;
/** Repositories inside of a folder that are looked into. */
const NESTED_LIMIT = 50;

/** What stands in the folders of a workspace, taken so that what changes it can be undone. */
export interface FolderSnapshot {
  /** When looking began, in milliseconds since the epoch: what is made later than that was not there. */
  takenAt: number;
  files: Map<string, SeenFile>;
}

export type SeenFile =
  /** Clean: the bytes are git's, in the repository at `top`. */
  ({ type: 'indexed'; top: string } & IndexedFile) | { type: 'copied'; stamp: FileStamp; image: FileImage };

export interface SnapshotParts {
  git: Git;
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
      const listing = await listGitFolder(this.parts.git, folder);
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
    return await readFile(path).then(this.parts.keep, (): FileImage => ({ unkept: 'unreadable' }));
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
