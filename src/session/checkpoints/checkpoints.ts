import type { Workspace } from '../../agent/contracts/workspace.ts';
import type {
  AgentEvent,
  BlobRef,
  FileChange,
  FileImage,
  FilePlace,
  FileTraits,
  NetChange,
  UnkeptReason,
} from '../../agent/events/events.ts';
import { inParallel } from '../../util/system/inParallel.ts';
import { countChanges } from '../../util/text/countLineChanges.ts';
import { blobRef } from '../blobRef.ts';
import { isInClosedFolder } from '../edits/closedFolder.ts';
import { fileOf, leadsElsewhere, placeOf, targetOf } from '../edits/realPath.ts';
import { type FileSpan, type FileTimeline, isKept, traitsOf } from './fileTimeline.ts';
import { fileTraits, makeExecutable } from './fileTraits.ts';
import type { WindowWrites } from './windowWrites.ts';

/** Bytes of a file whose changed lines are counted. */
const COUNT_LIMIT_BYTES = 4 * 1024 * 1024;

export interface CheckpointParts {
  workspace: Workspace;
  timeline: FileTimeline;
  writes: WindowWrites;
  /** Throws where files cannot be brought back now: while a turn runs, for one. */
  prepare(): Promise<void>;
  emit(event: AgentEvent): void;
  keep(bytes: Uint8Array): Promise<BlobRef>;
  read(ref: BlobRef): Promise<Uint8Array>;
}

/** What going back, or forward again, would do. Making one changes nothing. */
export interface RestorePlan {
  /** The turn before whose prompt everything goes back to; for a redo, of the rewinding that it takes back. */
  turn: number;
  files: PlannedFile[];
  /** Files that cannot be brought back. */
  lost: { path: string; reason: LostReason }[];
  /** A command was cut off as the window closed: what it changed is not known. */
  cutOff: boolean;
  /** How many other files commands changed, of which nothing is kept. */
  unlisted: number;
}

/**
 * `pruned`: its bytes are no longer kept. `damaged`: what is kept are not its bytes, or cannot be read. `readOnly`: nothing may be
 * written, or be, where it is. `elsewhere`: its path, through a link, leads to another file by now. `closed`: it is in a folder that
 * is not open in this window.
 */
export type LostReason = UnkeptReason | 'pruned' | 'damaged' | 'readOnly' | 'elsewhere' | 'closed';

export interface PlannedFile extends FilePlace {
  /** What it holds now, unsaved changes included, and would hold. */
  current: BlobRef | null;
  target: BlobRef | null;
  /** Of what it would hold. */
  traits: FileTraits;
  /** The user, or something else, changed the file since, and would lose that. */
  changed: boolean;
}

export interface RestoreOptions {
  /** Brings back files that were changed since, too. */
  overwrite: boolean;
  /** What was said since goes as well, or comes back. */
  conversation: boolean;
}

/** What was done, and which files were left alone as somebody had changed them. Paths as the user reads them. */
export interface Restored {
  files: string[];
  left: string[];
}

/** Brings files, and with them the conversation, back to where a turn began. */
export class Checkpoints {
  private readonly parts: CheckpointParts;

  constructor(parts: CheckpointParts) {
    this.parts = parts;
  }

  /** Going back to before a turn; with `only` (see fileOf), of these files alone. */
  async planRewind(turn: number, only?: ReadonlySet<string>): Promise<RestorePlan> {
    const { timeline } = this.parts;
    const spans = timeline.since(turn).filter((span) => only?.has(fileOf(span)) ?? true);
    return await this.plan(
      turn,
      { cutOff: timeline.isCutOffSince(turn), unlisted: timeline.unlistedSince(turn) },
      spans.map(({ before, after, ...span }) => ({ ...span, target: before, expected: after })),
    );
  }

  /** Going back to before the newest turn, as far as it was not brought back already; with `path`, of this file only. */
  async planUndo(path?: string): Promise<RestorePlan> {
    const { newest } = this.parts.timeline;
    const changes = this.changesOf(newest).filter((change) => path === undefined || change.path === path);
    return await this.planRewind(newest, new Set(changes.map(fileOf)));
  }

  /** What a turn made of files, from before it to after it, without those that the user brought back. */
  changesOf(turn: number): FileChange[] {
    const { timeline } = this.parts;
    const live = timeline.live(turn);
    return timeline.net(turn).filter((change) => live.has(fileOf(change)));
  }

  /** Taking back the newest rewinding since the last prompt; undefined without one. */
  async planRedo(): Promise<(RestorePlan & { conversation: boolean }) | undefined> {
    const event = this.parts.timeline.redoable;
    if (!event) return undefined;
    const wanted = event.files.map((change) => {
      const { before, after } = change;
      return { ...placeOf(change), target: before, expected: after, traits: traitsOf(change), broken: false };
    });
    return {
      ...(await this.plan(event.turn, { cutOff: false, unlisted: 0 }, wanted)),
      conversation: event.conversation,
    };
  }

  async rewind(plan: RestorePlan, { overwrite, conversation }: RestoreOptions): Promise<Restored> {
    await this.parts.prepare();
    return await this.write(plan, overwrite, (files) => {
      if (files.length > 0 || conversation) {
        this.parts.emit({ type: 'session.rewound', turn: plan.turn, conversation, files });
      }
    });
  }

  async redo(plan: RestorePlan, overwrite: boolean): Promise<Restored> {
    await this.parts.prepare();
    return await this.write(plan, overwrite, (files) => this.parts.emit({ type: 'session.redone', files }));
  }

  /** Tells what a turn changed, now that it rests; nothing for one that changed nothing. */
  async tellChanges(turn: number): Promise<void> {
    const { timeline, emit } = this.parts;
    const files = await inParallel(timeline.net(turn), (change) => this.count(change));
    const more = timeline.unlistedOf(turn);
    if (files.length === 0 && !timeline.told.has(turn)) return;
    emit({ type: 'turn.changed', turn, files, ...(more > 0 ? { more } : {}) });
  }

  private async plan(
    turn: number,
    unknown: Pick<RestorePlan, 'cutOff' | 'unlisted'>,
    wanted: (Omit<FileSpan, 'before' | 'after'> & { target: FileImage; expected: FileImage })[],
  ): Promise<RestorePlan> {
    const files: PlannedFile[] = [];
    const lost: RestorePlan['lost'] = [];
    const looked = await inParallel(wanted, async (file) => {
      const current = await this.current(file.absolutePath);
      const isThere = current === file.target && isKept(file.target);
      return { ...file, current, isThere, reason: isThere ? undefined : await this.lossReason(file, current) };
    });
    for (const { target, expected, traits, broken, current, isThere, reason, ...place } of looked) {
      if (isThere) continue;
      if (reason) lost.push({ path: place.path, reason });
      else if (isKept(target) && isKept(current)) {
        files.push({ ...place, current, target, traits, changed: broken || current !== expected });
      }
    }
    return { turn, files, lost, ...unknown };
  }

  private async displacement(place: FilePlace): Promise<'closed' | 'elsewhere' | undefined> {
    if ((await leadsElsewhere(targetOf(place))) !== undefined) return 'elsewhere';
    return (await isInClosedFolder(this.parts.workspace, place)) ? 'closed' : undefined;
  }

  /** Why a file cannot be brought back. */
  private async lossReason(
    file: FilePlace & { target: FileImage; expected: FileImage },
    current: FileImage,
  ): Promise<LostReason | undefined> {
    return (
      (await this.displacement(file)) ??
      (await this.lossOf(file, current)) ??
      (await this.obstacle(file.absolutePath, file.target === null))
    );
  }

  /** Why its bytes cannot be had. One that cannot be kept first is not touched either: nothing would redo that. */
  private async lossOf(
    { target, expected }: { target: FileImage; expected: FileImage },
    current: FileImage,
  ): Promise<LostReason | undefined> {
    for (const image of [target, current, expected]) if (!isKept(image)) return image.unkept;
    return isKept(target) && target !== null ? await this.lossOfBlob(target) : undefined;
  }

  private async obstacle(absolutePath: string, removes: boolean): Promise<LostReason | undefined> {
    return await this.parts.workspace.checkTarget(absolutePath, removes ? 'remove' : 'write').then(
      () => undefined,
      () => 'readOnly' as const,
    );
  }

  private async lossOfBlob(ref: BlobRef): Promise<'pruned' | 'damaged' | undefined> {
    return await this.parts.read(ref).then(
      () => undefined,
      (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? 'pruned' : 'damaged'),
    );
  }

  private async current(absolutePath: string): Promise<FileImage> {
    try {
      const bytes = await this.parts.workspace.currentBytes(absolutePath);
      return bytes === null ? null : blobRef(bytes);
    } catch {
      return { unkept: 'unreadable' };
    }
  }

  /** Tells what was written also when a file cannot be, which it throws after that. */
  private async write(
    { files }: RestorePlan,
    overwrite: boolean,
    tell: (files: FileChange[]) => void,
  ): Promise<Restored> {
    const done: FileChange[] = [];
    const left: string[] = [];
    try {
      for (const file of files) {
        const change =
          file.changed && !overwrite
            ? undefined
            : await this.parts.writes.during([file.absolutePath], () => this.bringBack(file));
        if (change) done.push(change);
        else left.push(file.path);
      }
    } finally {
      tell(done);
    }
    return { files: done.map(({ path }) => path), left };
  }

  /** Undefined, and nothing done, where the file is not what it was when the plan was made. */
  private async bringBack(file: PlannedFile): Promise<FileChange | undefined> {
    const { workspace, keep, read } = this.parts;
    const { absolutePath, current, target, traits } = file;
    await workspace.checkPlace(targetOf(file));
    if (await isInClosedFolder(workspace, file)) return undefined;
    const bytes = await workspace.currentBytes(absolutePath);
    if ((bytes === null ? null : blobRef(bytes)) !== current) return undefined;
    if (bytes !== null) await keep(bytes);
    const wanted = target === null ? null : await read(target);
    const traitsNow = await fileTraits(absolutePath);
    if ((await workspace.writeBytes(targetOf(file), bytes, wanted)) === 'conflict') return undefined;
    if (target === null) await workspace.removeEmptyFolders(traits.folders?.toReversed() ?? []);
    else if (traits.executable) await makeExecutable(absolutePath);
    const { path, realPath } = await workspace.resolve(absolutePath);
    return { path, absolutePath, realPath, before: current, after: target, ...traitsNow };
  }

  private async count(change: FileChange): Promise<NetChange> {
    const before = await this.text(change.before);
    const after = await this.text(change.after);
    const counted =
      before === undefined || after === undefined ? { added: 0, removed: 0 } : countChanges(before, after);
    return { ...change, ...counted };
  }

  /** Undefined for what has no lines to count. */
  private async text(image: FileImage): Promise<string | null | undefined> {
    if (image === null) return null;
    if (!isKept(image)) return undefined;
    const bytes = await this.parts.read(image).catch(() => undefined);
    if (!bytes || bytes.length > COUNT_LIMIT_BYTES || bytes.includes(0)) return undefined;
    return Buffer.from(bytes).toString('utf8');
  }
}
