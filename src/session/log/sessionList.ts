import { randomUUID } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Transcript } from '../../shared/transcript/reduce.ts';
import { inParallel } from '../../util/system/inParallel.ts';
import { foldersOf } from '../sessionFolders.ts';
import { readFirstEvent } from './readFirstEvent.ts';
import { summariseLog } from './summariseLog.ts';

/** What the list shows of a session. */
export interface StoredSession {
  id: string;
  title: string;
  /** Milliseconds since the epoch. */
  updatedAt: number;
  /** US dollars that it has cost, where that is known. */
  usd?: number;
  /** The URIs of the folders that it belongs to; undefined where nobody can tell. */
  folders?: readonly string[];
}

/** The version of the summaries beside the logs: those of an earlier one are completed. */
const FORMAT = 2;

/** As many summaries, of logs of so many bytes, are made before the list is shown: that takes no time that anybody would see. */
const FEW = 3;
const SMALL_BYTES = 256 * 1024;

/** Milliseconds between two looks at a list that is being completed. */
const REFRESH_MS = 500;

export function summaryOf(
  id: string,
  { title, totalUsage }: Pick<Transcript, 'title' | 'totalUsage'>,
  updatedAt: number,
  folders: readonly string[] | undefined,
): StoredSession {
  const { cost } = totalUsage;
  return { id, title, updatedAt, ...(cost ? { usd: cost.usd } : {}), ...(folders ? { folders } : {}) };
}

/** The sessions in a folder. Their summaries are notes: what they say follows from the logs. */
export class SessionList {
  private readonly directory: string;
  private completing: Promise<void> | undefined;
  /** Summaries that could not be written. */
  private readonly unwritten = new Map<string, StoredSession>();

  constructor(directory: string) {
    this.directory = directory;
  }

  /** Newest first, from the summaries; where many are missing, a session without one has no title yet: see complete. */
  async read(): Promise<StoredSession[]> {
    const found = await inParallel(await this.ids(), (id) => this.readOne(id).catch(() => undefined));
    const known = found.filter((session) => session !== undefined);
    const unknown = known.filter(({ logBytes }) => logBytes !== undefined && logBytes <= SMALL_BYTES);
    const few = unknown.length <= FEW ? unknown : [];
    for (const { id } of few) await this.make(id);
    const made = await Promise.all(few.map(({ id }) => this.readOne(id)));
    return known
      .map((session) => made.find(({ id }) => id === session.id) ?? session)
      .map(({ logBytes: _, ...session }) => session)
      .sort((a, b) => b.updatedAt - a.updatedAt);
  }

  /**
   * Makes the summaries that are missing from their logs, one after another, and calls back as the list grows. Resolves when none is
   * missing that can be made.
   */
  async complete(onMore: () => void): Promise<void> {
    this.completing ??= this.completeAll(onMore).finally(() => {
      this.completing = undefined;
    });
    await this.completing;
  }

  /** Notes what the list shows; the log remains the source of it. */
  async write(summary: StoredSession): Promise<void> {
    const file = this.summaryFile(summary.id);
    const draft = `${file}.${randomUUID()}`;
    try {
      await writeFile(draft, JSON.stringify({ format: FORMAT, ...summary }));
      await rename(draft, file);
    } catch (error) {
      // Rather none than one that is not true any more: the log has it all.
      for (const left of [draft, file]) await rm(left, { force: true }).catch(() => {});
      throw error;
    }
  }

  private async completeAll(onMore: () => void): Promise<void> {
    let told = performance.now();
    let made = 0;
    for (const id of await this.ids()) {
      if (!(await this.make(id))) continue;
      made += 1;
      if (performance.now() - told < REFRESH_MS) continue;
      told = performance.now();
      onMore();
    }
    if (made > 0) onMore();
  }

  /** Resolves with whether there was none, and there is one now. */
  private async make(id: string): Promise<boolean> {
    const earlier = await this.readSummary(id);
    if (earlier?.format === FORMAT || this.unwritten.has(id)) return false;
    // Where there is no log that can be read, there is nothing to say.
    const summary = await this.summarise(id, earlier).catch(() => undefined);
    if (!summary) return false;
    await this.write(summary).catch(() => this.unwritten.set(id, summary));
    return true;
  }

  private async summarise(id: string, earlier: StoredSession | undefined): Promise<StoredSession> {
    const folder = path.join(this.directory, id);
    const created = await readFirstEvent(folder);
    const folders = created && foldersOf(created)?.folders;
    if (earlier) return { ...earlier, ...(folders ? { folders } : {}) };
    const { updatedAt, ...told } = await summariseLog(folder);
    return summaryOf(id, told, updatedAt, folders);
  }

  /** `logBytes` where it has no summary. */
  private async readOne(id: string): Promise<StoredSession & { logBytes?: number }> {
    const summary = (await this.readSummary(id)) ?? this.unwritten.get(id);
    if (summary) {
      const { title, updatedAt, usd, folders } = summary;
      return { id, title, updatedAt, ...(usd === undefined ? {} : { usd }), ...(folders ? { folders } : {}) };
    }
    const { mtimeMs, size } = await stat(path.join(this.directory, id, 'log.jsonl'));
    return { id, title: '', updatedAt: mtimeMs, logBytes: size };
  }

  private async readSummary(id: string): Promise<(StoredSession & { format?: number }) | undefined> {
    try {
      const value: unknown = JSON.parse(await readFile(this.summaryFile(id), 'utf8'));
      return isSummary(value) ? { ...value, id } : undefined;
    } catch {
      return undefined;
    }
  }

  private summaryFile(id: string): string {
    return path.join(this.directory, id, 'summary.json');
  }

  private async ids(): Promise<string[]> {
    return await readdir(this.directory).catch(() => []);
  }
}

export function isSummary(value: unknown): value is StoredSession & { format?: number } {
  if (typeof value !== 'object' || value === null) return false;
  const { title, updatedAt } = value as Record<string, unknown>;
  return typeof title === 'string' && typeof updatedAt === 'number';
}
