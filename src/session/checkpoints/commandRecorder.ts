import { readFile } from 'node:fs/promises';
import type { Workspace } from '../../agent/contracts/workspace.ts';
import type { AgentEvent, BlobRef, CallKey, FileChange, FileImage } from '../../agent/events/events.ts';
import type { Git } from '../../util/system/git.ts';
import { inParallel } from '../../util/system/inParallel.ts';
import { blobNameOfFile } from '../blobRef.ts';
import { type BeforeImage, imagesBefore } from './beforeImages.ts';
import { commandShare, writesIn, writesOf } from './commandShare.ts';
import { type FileStamp, isSame, stampFile } from './fileStamp.ts';
import { isKept } from './fileTimeline.ts';
import { changedPaths, type FolderSnapshot, Snapshots } from './folderSnapshot.ts';
import { inFolder } from './gitIndex.ts';
import type { KnownWrite, WindowWrites, WriteWatch } from './windowWrites.ts';

/** Bytes of what a command left that are kept for showing it: what is on disk need not be, to be compared. */
const AFTER_LIMIT_BYTES = 4 * 1024 * 1024;
/** Files that are listed after one command: of those that can be undone, and of the others. */
const CHANGE_LIMIT = 20_000;
const UNKEPT_LIMIT = 100;
/** Files and folders that are watched in a folder without git. */
const PLAIN_LIMIT = 250_000;

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
  was: BeforeImage | undefined;
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
    const changed = await changedPaths(before, await this.snapshots.glance(folders));
    const images = await imagesBefore({ ...this.parts, folders }, before, changed);
    const looked = await inParallel([...images], async ([file, was]): Promise<LookedAt> => {
      const is = await this.imageNow(file, before.loose.get(file)?.stamp);
      return { file, was, is: is === 'same' ? was.image : is };
    });
    // What somebody wrote may be gone, and the file be what it was.
    for (const file of (await writesIn(folders, await watch.writes())).keys()) {
      if (!images.has(file)) looked.push({ file, was: undefined, is: await this.imageNow(file) });
    }
    const writes = await writesIn(folders, await watch.writes());
    const all = (await inParallel(looked, (found) => this.changesOf(found, writes, watch))).flat();
    const files = listed(all);
    const more = all.length - files.length;
    if (files.length > 0) this.parts.emit({ type: 'files.changed', call, files, ...(more > 0 ? { more } : {}) });
  }

  /** None where the file holds what it held, or others made it what it is. */
  private async changesOf(
    { file, was, is }: LookedAt,
    writes: ReadonlyMap<string, KnownWrite[]>,
    watch: WriteWatch,
  ): Promise<FileChange[]> {
    const states = { was: was?.image, is, writes: writesOf(file, writes) };
    const parts = await commandShare(states, watch, this.parts.keep);
    if (parts.length === 0) return [];
    const { path, realPath } = await this.parts.workspace.resolve(file);
    const shared = watch.shared ? { shared: true as const } : {};
    return parts.map((part) => ({ path, absolutePath: file, realPath, ...part, ...was?.traits, ...shared }));
  }

  /** 'same' where it is clear without reading that the file was not touched. */
  private async imageNow(path: string): Promise<FileImage>;
  private async imageNow(path: string, seen: FileStamp | undefined): Promise<FileImage | 'same'>;
  private async imageNow(path: string, seen?: FileStamp): Promise<FileImage | 'same'> {
    const stamp = await stampFile(path);
    if (!stamp) return null;
    if (isSame(seen, stamp)) return 'same';
    if (!stamp.regular) return { unkept: 'unreadable' };
    try {
      return stamp.size > AFTER_LIMIT_BYTES ? await blobNameOfFile(path) : await this.parts.keep(await readFile(path));
    } catch {
      return { unkept: 'unreadable' };
    }
  }
}

/** Those that can be undone, and some of the others: nobody reads a list of thousands, and they are counted. */
function listed(changes: readonly FileChange[]): FileChange[] {
  const unkept = changes.filter(({ before, after }) => !isKept(before) || !isKept(after));
  const lost = new Set(unkept.map(({ absolutePath }) => absolutePath));
  return [
    ...changes.filter(({ absolutePath }) => !lost.has(absolutePath)).slice(0, CHANGE_LIMIT),
    ...changes.filter(({ absolutePath }) => lost.has(absolutePath)).slice(0, UNKEPT_LIMIT),
  ];
}

async function listPlain(workspace: Workspace, folder: string): Promise<string[]> {
  const options = { depth: 64, limit: PLAIN_LIMIT };
  const { entries } = await workspace.listFiles(await workspace.resolve(folder), options, new AbortController().signal);
  return entries.filter((entry) => !entry.endsWith('/')).map((entry) => inFolder(folder, entry));
}
