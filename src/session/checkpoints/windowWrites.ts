import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { codeOf } from '../../util/system/retried.ts';

/** Bytes of a file that are read to tell what a write made of it. */
const FILE_LIMIT_BYTES = 10 * 1024 * 1024;

/** A file's bytes; null where there is no file, undefined where that is not known. */
export type Held = Buffer | null | undefined;

/** A write that no command made. Times are those of `performance.now()`. */
export interface KnownWrite {
  /** What the file held just before the write, and just after it. */
  before: Held;
  after: Held;
  beganAt: number;
  /** Infinity while it is under way. */
  endedAt: number;
}

/**
 * The writes of a window that no command makes: the editor's for the user, and those of sessions' edits. They are noted
 * while a command runs whose changes are recorded: what somebody else wrote is not among them.
 */
export class WindowWrites {
  private readonly watches = new Set<WriteWatch>();

  watch(): WriteWatch {
    const watch = new WriteWatch(() => this.watches.delete(watch));
    for (const other of this.watches) other.shared = watch.shared = true;
    this.watches.add(watch);
    return watch;
  }

  /** Does work that writes these files. */
  async during<T>(paths: readonly string[], work: () => Promise<T>): Promise<T> {
    await Promise.all(paths.map((file) => this.begin(file)));
    try {
      return await work();
    } finally {
      await Promise.all(paths.map((file) => this.end(file)));
    }
  }

  /** A file, or all that is in a folder, is about to be written; `before` where what the file holds is at hand. */
  async begin(file: string, before?: Uint8Array | null): Promise<void> {
    await Promise.all([...this.watches].map((watch) => watch.begin(file, before)));
  }

  /** It was not, after all. */
  drop(file: string): void {
    for (const watch of this.watches) watch.drop(file);
  }

  /** It was. A write whose beginning was not noted counts too. */
  async end(file: string): Promise<void> {
    await Promise.all([...this.watches].map((watch) => watch.end(file)));
  }
}

/** The known writes while one command runs. */
export class WriteWatch {
  /** Another command ran at the same time: either may have changed what changed. */
  shared = false;
  private readonly onClose: () => void;
  private readonly open = new Map<string, { depth: number; beganAt: number; before: Promise<Held> }>();
  private readonly written = new Map<string, KnownWrite[]>();
  private readonly reading = new Set<Promise<void>>();
  private startedAt = Number.POSITIVE_INFINITY;
  private endedAt = Number.POSITIVE_INFINITY;

  constructor(onClose: () => void) {
    this.onClose = onClose;
  }

  /** The command begins: what was written before is what it found. */
  commandBegins(): void {
    this.startedAt = performance.now();
  }

  commandEnded(): void {
    this.endedAt = performance.now();
  }

  close(): void {
    this.onClose();
  }

  async begin(file: string, before: Uint8Array | null | undefined): Promise<void> {
    const open = this.open.get(file);
    if (open) {
      open.depth += 1;
      return;
    }
    const held = before === undefined ? read(file) : Promise.resolve(before && Buffer.from(before));
    this.open.set(file, { depth: 1, beganAt: performance.now(), before: held });
    await held;
  }

  drop(file: string): void {
    const open = this.open.get(file);
    if (open && --open.depth === 0) this.open.delete(file);
  }

  async end(file: string): Promise<void> {
    const open = this.open.get(file);
    this.drop(file);
    if (this.open.has(file)) return;
    const note = async () => {
      const [place, before, after] = await Promise.all([realPlace(file), open?.before, read(file)]);
      this.add(place, { before, after, beganAt: open?.beganAt ?? 0, endedAt: performance.now() });
    };
    const noted = note();
    this.reading.add(noted);
    await noted;
    this.reading.delete(noted);
  }

  /** Those so far, and those under way. By the file's real path, each file's in their order. */
  async writes(): Promise<Map<string, KnownWrite[]>> {
    await Promise.all(this.reading);
    const all = new Map(this.written);
    for (const [file, { beganAt, before }] of this.open) {
      const [place, held] = await Promise.all([realPlace(file), before]);
      const write = { before: held, after: undefined, beganAt, endedAt: Number.POSITIVE_INFINITY };
      all.set(place, [...(all.get(place) ?? []), write]);
    }
    return all;
  }

  isBeforeCommand({ beganAt }: KnownWrite): boolean {
    return beganAt < this.startedAt;
  }

  isAfterCommand({ endedAt }: KnownWrite): boolean {
    return endedAt > this.endedAt;
  }

  /** Writes that nothing came between are one. */
  private add(file: string, write: KnownWrite): void {
    const writes = this.written.get(file) ?? [];
    this.written.set(file, writes);
    const last = writes.at(-1);
    const follows =
      last && this.isBeforeCommand(last) === this.isBeforeCommand(write) && same(last.after, write.before);
    if (follows) Object.assign(last, { after: write.after, endedAt: write.endedAt });
    else writes.push(write);
  }
}

function same(a: Held, b: Held): boolean {
  if (!a || !b) return a === b && a !== undefined;
  return a.equals(b);
}

async function read(file: string): Promise<Held> {
  try {
    const found = await stat(file);
    return found.isFile() && found.size <= FILE_LIMIT_BYTES ? await readFile(file) : undefined;
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? null : undefined;
  }
}

/** The file itself, where a path leads to it through links; also where it is not there. */
async function realPlace(file: string): Promise<string> {
  return await realpath(file).catch(async () => {
    const folder = path.dirname(file);
    return path.join(await realpath(folder).catch(() => folder), path.basename(file));
  });
}
