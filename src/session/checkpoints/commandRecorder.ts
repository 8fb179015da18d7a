import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { AgentEvent, BlobRef, CallKey, FileChange, FileImage, FileTraits } from '../../agent/events.ts';
import type { Workspace } from '../../agent/workspace.ts';
import { blobNameOfFile } from '../blobName.ts';
import { commandShare, writesIn, writesOf } from './commandShare.ts';
import { stampFile } from './fileStamp.ts';
import { type FolderSnapshot, type SeenFile, Snapshots } from './folderSnapshot.ts';
import type { Git } from './git.ts';
import { readGitFiles } from './gitObjects.ts';
import { inParallel } from './inParallel.ts';
import type { KnownWrite, WindowWrites, WriteWatch } from './windowWrites.ts';

/** Bytes of what a command left that are kept for showing it: what stands on disk need not be, to be compared. */
const AFTER_LIMIT_BYTES = 4 * 1024 * 1024;
/** Bytes of a tracked file that are taken out of git. */
const OBJECT_LIMIT_BYTES = 50 * 1024 * 1024;
/** Files that are told of after one command. */
const CHANGE_LIMIT = 5000;
/** Files that are watched in a folder without git. */
const PLAIN_LIMIT = 20_000;

export interface CommandRecorderParts {
  workspace: Workspace;
  git: Git;
  writes: WindowWrites;
  emit(event: AgentEvent): void;
  keep(bytes: Uint8Array): Promise<BlobRef>;
  onProblem(error: unknown): void;
}

/** What one command is measured by. */
interface Recording {
  before: FolderSnapshot;
  folders: string[];
  watch: WriteWatch;
}

/** `was` is undefined where nobody looked before the command. */
interface LookedAt {
  file: string;
  was: FileImage | undefined;
  is: FileImage;
}

/** Keeps what a command's changes need to be undone. */
export class CommandRecorder {
  private readonly parts: CommandRecorderParts;
  private readonly snapshots: Snapshots;

  constructor(parts: CommandRecorderParts) {
    this.parts = parts;
    const { workspace, git, keep } = parts;
    this.snapshots = new Snapshots({ git, keep, listPlain: (folder) => listPlain(workspace, folder) });
  }

  /** Does work that may change any file of the workspace, and then tells what it changed, also when it throws. */
  async record<T>(call: CallKey, work: () => Promise<T>): Promise<T> {
    const folders = this.parts.workspace.folders().map((folder) => folder.path);
    const watch = this.parts.writes.watch();
    try {
      const before = await this.snapshots.take(folders).catch(this.parts.onProblem);
      this.parts.emit({ type: 'files.watched', call });
      watch.commandBegins();
      try {
        return await work();
      } finally {
        watch.commandEnded();
        if (before) await this.tell(call, { before, folders, watch }).catch(this.parts.onProblem);
      }
    } finally {
      watch.close();
    }
  }

  private async tell(call: CallKey, recording: Recording): Promise<void> {
    const { before, folders, watch } = recording;
    const after = await this.snapshots.glance(folders);
    const changed = [...new Set([...before.files.keys(), ...after.files.keys()])].filter((file) => {
      return differ(before.files.get(file), after.files.get(file));
    });
    const listed = changed.slice(0, CHANGE_LIMIT);
    const images = await this.imagesBefore(before, listed);
    const looked = await inParallel(listed, async (file): Promise<LookedAt> => {
      const was = images.get(file) ?? null;
      const is = await this.imageNow(file, before.files.get(file));
      return { file, was, is: is === 'same' ? was : is };
    });
    // What somebody wrote may be gone, and the file be what it was.
    for (const file of (await writesIn(folders, await watch.writes())).keys()) {
      if (!images.has(file)) looked.push({ file, was: undefined, is: await this.imageNow(file) });
    }
    const writes = await writesIn(folders, await watch.writes());
    const files = (await inParallel(looked, (found) => this.changesOf(found, writes, recording))).flat();
    const more = changed.length - listed.length;
    if (files.length > 0) this.parts.emit({ type: 'files.changed', call, files, ...(more > 0 ? { more } : {}) });
  }

  /** None where the file holds what it held, or others made it what it is. */
  private async changesOf(
    { file: absolutePath, was, is }: LookedAt,
    writes: ReadonlyMap<string, KnownWrite[]>,
    { before, folders, watch }: Recording,
  ): Promise<FileChange[]> {
    const parts = await commandShare({ was, is, writes: writesOf(absolutePath, writes) }, watch, this.parts.keep);
    if (parts.length === 0) return [];
    const { path, realPath } = await this.parts.workspace.resolve(absolutePath);
    const traits = await traitsBefore(absolutePath, before, folders);
    const shared = watch.shared ? { shared: true as const } : {};
    return parts.map((part) => ({ path, absolutePath, realPath, ...part, ...traits, ...shared }));
  }

  private async imagesBefore(snapshot: FolderSnapshot, paths: string[]): Promise<Map<string, FileImage>> {
    const images = new Map<string, FileImage>();
    const inodes = paths.every((path) => snapshot.files.has(path)) ? new Set<number>() : inodesOf(snapshot);
    const indexed = new Map<string, { path: string; seen: Extract<SeenFile, { type: 'indexed' }> }[]>();
    for (const path of paths) {
      const seen = snapshot.files.get(path);
      if (!seen) images.set(path, await imageOfUnseen(path, snapshot, inodes));
      else if (seen.type === 'copied') images.set(path, seen.image);
      else if (seen.link) images.set(path, { unkept: 'unreadable' });
      else if (seen.size > OBJECT_LIMIT_BYTES) images.set(path, { unkept: 'tooLarge' });
      else {
        const ofTop = indexed.get(seen.top) ?? [];
        indexed.set(seen.top, ofTop);
        ofTop.push({ path, seen });
      }
    }
    for (const [top, files] of indexed) {
      const found = await readGitFiles(
        this.parts.git,
        top,
        files.map(({ seen }) => seen),
      );
      for (const [index, { path }] of files.entries()) {
        const bytes = found[index];
        images.set(path, bytes ? await this.parts.keep(bytes) : { unkept: 'converted' });
      }
    }
    return images;
  }

  /** 'same' where it is clear without reading that the file was not touched. */
  private async imageNow(path: string): Promise<FileImage>;
  private async imageNow(path: string, seen: SeenFile | undefined): Promise<FileImage | 'same'>;
  private async imageNow(path: string, seen?: SeenFile): Promise<FileImage | 'same'> {
    const stamp = await stampFile(path);
    if (!stamp) return null;
    if (seen?.type === 'copied' && seen.stamp.mark === stamp.mark) return 'same';
    if (!stamp.regular) return { unkept: 'unreadable' };
    try {
      return stamp.size > AFTER_LIMIT_BYTES ? await blobNameOfFile(path) : await this.parts.keep(await readFile(path));
    } catch {
      return { unkept: 'unreadable' };
    }
  }
}

/** Whether a file may have changed between two snapshots, as far as can be told without reading it. */
function differ(before: SeenFile | undefined, after: SeenFile | undefined): boolean {
  if (before?.type === 'indexed' && after?.type === 'indexed') return before.object !== after.object;
  if (before?.type === 'copied' && after?.type === 'copied') return before.stamp.mark !== after.stamp.mark;
  return true;
}

/** A file that was not seen before is new, unless it is older, and not a seen one by another name. */
async function imageOfUnseen(
  path: string,
  { takenAt }: FolderSnapshot,
  inodes: ReadonlySet<number>,
): Promise<FileImage> {
  const stamp = await stampFile(path);
  const isNew = !stamp || stamp.bornAt >= takenAt || inodes.has(shortInode(stamp.inode));
  return isNew ? null : { unkept: 'unwatched' };
}

async function traitsBefore(
  file: string,
  { files, takenAt }: FolderSnapshot,
  roots: readonly string[],
): Promise<FileTraits> {
  const seen = files.get(file);
  if (seen) return (seen.type === 'copied' ? seen.stamp : seen).executable ? { executable: true } : {};
  const folders: string[] = [];
  const isInside = (folder: string) => roots.some((root) => folder.startsWith(root + path.sep));
  for (let folder = path.dirname(file); isInside(folder); folder = path.dirname(folder)) {
    if (!(await isBornSince(folder, takenAt))) break;
    folders.unshift(folder);
  }
  return folders.length > 0 ? { folders } : {};
}

async function isBornSince(file: string, moment: number): Promise<boolean> {
  const stamp = await stampFile(file);
  return stamp !== undefined && stamp.bornAt >= moment;
}

function inodesOf({ files }: FolderSnapshot): Set<number> {
  return new Set(
    [...files.values()].map((seen) => (seen.type === 'copied' ? shortInode(seen.stamp.inode) : seen.inode)),
  );
}

/** As much of an inode as git's index keeps. */
function shortInode(inode: bigint): number {
  return Number(BigInt.asUintN(32, inode));
}

async function listPlain(workspace: Workspace, folder: string): Promise<string[]> {
  const options = { depth: 64, limit: PLAIN_LIMIT };
  const { entries } = await workspace.listFiles(await workspace.resolve(folder), options, new AbortController().signal);
  return entries.filter((entry) => !entry.endsWith('/')).map((entry) => path.join(folder, entry));
}
