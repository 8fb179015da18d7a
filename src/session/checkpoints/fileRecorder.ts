import type { Workspace } from '../../agent/contracts/workspace.ts';
import type { AgentEvent, BlobRef, CallKey, FileChange, FileImage, FileTraits } from '../../agent/events/events.ts';
import { fileTraits } from './fileTraits.ts';
import type { WindowWrites } from './windowWrites.ts';

/** Bytes of one file that are kept. An edit's file is far smaller: tools read no text beyond 20 MB. */
const FILE_LIMIT_BYTES = 50 * 1024 * 1024;

export interface RecorderParts {
  workspace: Workspace;
  writes: WindowWrites;
  emit(event: AgentEvent): void;
  keep(bytes: Uint8Array): Promise<BlobRef>;
}

/** Tells of another file that the work changes: its bytes until now, or null where there was none. */
export type AlsoChanged = (absolutePath: string, before: Uint8Array | null) => void;

/** See FileRecorder.record. */
export type RecordFiles = FileRecorder['record'];

/** Keeps what files held before and after the session changed them. */
export class FileRecorder {
  private readonly parts: RecorderParts;

  constructor(parts: RecorderParts) {
    this.parts = parts;
  }

  /**
   * Does work that writes these files, and then tells what it really changed, also when it throws. Nothing is told where every
   * file holds what it held.
   */
  async record<T>(
    call: CallKey | undefined,
    absolutePaths: readonly string[],
    work: (also: AlsoChanged) => Promise<T>,
  ): Promise<T> {
    const before = new Map<string, Before>();
    for (const path of absolutePaths)
      before.set(path, { image: await this.image(path), traits: await fileTraits(path) });
    const { writes } = this.parts;
    const others = new Map<string, Uint8Array | null>();
    const begun: Promise<void>[] = [];
    const also: AlsoChanged = (path, bytes) => {
      if (before.has(path) || others.has(path)) return;
      others.set(path, bytes);
      begun.push(writes.begin(path, bytes));
    };
    try {
      return await writes.during(absolutePaths, async () => await work(also));
    } finally {
      await Promise.all(begun);
      await Promise.all([...others.keys()].map((path) => writes.end(path)));
      for (const [path, bytes] of others) {
        before.set(path, { image: bytes === null ? null : await this.keep(bytes), traits: {} });
      }
      await this.tell(call, before);
    }
  }

  /** What a path holds now. */
  async image(absolutePath: string): Promise<FileImage> {
    try {
      const found = await this.parts.workspace.stat(absolutePath);
      if (found?.type === 'folder') return { unkept: 'unreadable' };
      if (found && found.size > FILE_LIMIT_BYTES) return { unkept: 'tooLarge' };
      const bytes = await this.parts.workspace.currentBytes(absolutePath);
      return bytes === null ? null : await this.keep(bytes);
    } catch {
      return { unkept: 'unreadable' };
    }
  }

  private async keep(bytes: Uint8Array): Promise<FileImage> {
    return bytes.length > FILE_LIMIT_BYTES ? { unkept: 'tooLarge' } : await this.parts.keep(bytes);
  }

  private async tell(call: CallKey | undefined, files: ReadonlyMap<string, Before>): Promise<void> {
    const { workspace, emit } = this.parts;
    const changes: FileChange[] = [];
    for (const [absolutePath, { image, traits }] of files) {
      const after = await this.image(absolutePath);
      if (image === after) continue;
      const { path, realPath } = await workspace.resolve(absolutePath);
      changes.push({ path, absolutePath, realPath, before: image, after, ...traits });
    }
    if (changes.length > 0) emit({ type: 'files.changed', ...(call === undefined ? {} : { call }), files: changes });
  }
}

interface Before {
  image: FileImage;
  traits: FileTraits;
}
