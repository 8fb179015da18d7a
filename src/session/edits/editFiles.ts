import type { NewProblems, Workspace } from '../../agent/contracts/workspace.ts';
import type {
  AgentEvent,
  BlobRef,
  CallKey,
  EditAction,
  FileChange,
  FileImage,
  FilePlace,
  Written,
} from '../../agent/events/events.ts';
import { unifiedDiff } from '../../util/text/textDiff.ts';
import { blobRef, DamagedBlob } from '../blobRef.ts';
import type { AlsoChanged, RecordFiles } from '../checkpoints/fileRecorder.ts';
import { isKept } from '../checkpoints/fileTimeline.ts';
import { makeExecutable, missingFolders } from '../checkpoints/fileTraits.ts';
import { SessionError } from '../sessionError.ts';
import { assertFolderOpen } from './closedFolder.ts';
import type { EditRecord } from './edits.ts';
import { targetOf } from './realPath.ts';
import { StepProblems } from './stepProblems.ts';

export interface EditTexts {
  before: string | null;
  after: string | null;
}

export interface EditFilesParts {
  workspace: Workspace;
  emit(event: AgentEvent): void;
  /** Resolves when all events so far are on the disk itself, not only on their way there. */
  sync(): Promise<void>;
  keep(bytes: Uint8Array): Promise<BlobRef>;
  read(ref: BlobRef): Promise<Uint8Array>;
  record: RecordFiles;
  /** What a path holds now. */
  image(absolutePath: string): Promise<FileImage>;
}

type Outcome = 'applied' | 'conflict';

/** Where edits reach the disk: every change of a file that an edit makes, and every undoing of one, goes through here. */
export class EditFiles {
  private readonly parts: EditFilesParts;
  private readonly problems: StepProblems;

  constructor(parts: EditFilesParts) {
    this.parts = parts;
    this.problems = new StepProblems(parts.workspace);
  }

  /**
   * Writes an edit, after noting in the log that it is about to: a session that ends in the middle knows where to look.
   * 'conflict', and nothing changed, where the file is not what the edit stands on.
   */
  async apply(
    call: CallKey,
    action: EditAction,
    texts: EditTexts,
    by: 'person' | 'policy',
  ): Promise<Written | 'conflict'> {
    const { workspace, emit, sync } = this.parts;
    for (const place of placesOf(action)) await this.checkPlace(place);
    const made = action.to?.absolutePath ?? (texts.before === null ? action.absolutePath : undefined);
    const folders = made === undefined ? [] : await missingFolders(made);
    const before = await this.parts.image(action.absolutePath);
    emit({ type: 'action.applying', id: action.id, by, before, ...(folders.length > 0 ? { folders } : {}) });
    await sync();
    if (action.after !== null) this.problems.watch(call, action.to?.absolutePath ?? action.absolutePath);
    const followed: { file: string; saved: boolean }[] = [];
    const outcome = await this.write(call, action, async (also) => {
      const { to, binary } = action;
      const target = targetOf(action);
      if (binary && !to) return await workspace.writeBytes(target, await this.bytes(action.before), null);
      if (!to) return await workspace.applyEdit({ ...target, ...texts });
      return await workspace.renameFile(target, targetOf(to), (other, held, saved) => {
        followed.push({ file: other, saved });
        if (saved) also(other, held);
      });
    });
    if (outcome === 'conflict') return outcome;
    return action.to ? await this.wordFollowed(followed) : await this.savedOtherwise(action, texts);
  }

  /** See StepProblems.take. */
  async newProblems(signal: AbortSignal): Promise<ReadonlyMap<CallKey, NewProblems>> {
    return await this.problems.take(signal);
  }

  private async wordFollowed(files: readonly { file: string; saved: boolean }[]): Promise<Written> {
    const named = async (saved: boolean) => {
      const wanted = files.filter((file) => file.saved === saved);
      return await Promise.all(wanted.map(async ({ file }) => (await this.parts.workspace.resolve(file)).path));
    };
    const [others, unsaved] = [await named(true), await named(false)];
    return { ...(others.length > 0 ? { others } : {}), ...(unsaved.length > 0 ? { unsaved } : {}) };
  }

  /** What stands on disk instead of the accepted text, once everything that acts on saving is through. */
  private async savedOtherwise(action: EditAction, { after }: EditTexts): Promise<Written> {
    if (after === null) return {};
    // What cannot be read as text any more cannot be compared either; the edit is written all the same.
    const text = await this.text(action).catch(() => null);
    if (text === null || text === after) return {};
    return { saved: { changes: unifiedDiff(after, text), text: await this.parts.keep(Buffer.from(text)) } };
  }

  /**
   * What a session that ended while it wrote an edit left: all of it, nothing of it, or something else. An editor's unsaved
   * text counts: it outlives the process that was to save it.
   */
  async found(action: EditAction, texts: EditTexts): Promise<'applied' | 'untouched' | 'other'> {
    const { absolutePath: file, to, binary } = action;
    await this.parts.workspace.checkPlace(targetOf(action));
    if (to) {
      const [from, there] = [await this.exists(file), await this.exists(to.absolutePath)];
      if (from === there) return 'other';
      return there ? 'applied' : 'untouched';
    }
    if (binary) return (await this.exists(file)) ? 'untouched' : 'applied';
    const current = await this.text(action);
    if (current === texts.before) return 'untouched';
    if (current !== texts.after) return 'other';
    if (current === null) return 'applied';
    // Saves what only an editor holds.
    const saved = await this.parts.workspace.applyEdit({ ...targetOf(action), before: current, after: current });
    return saved === 'applied' ? 'applied' : 'other';
  }

  /** Tells what an edit changed that was written when its session ended, unless that was told already: see apply. */
  async tellFound({ call, action, applying, folders, files: told }: EditRecord): Promise<void> {
    if (!applying || told.length > 0) return;
    const { emit, image } = this.parts;
    const change = async ({ path, absolutePath }: FilePlace, before: FileImage): Promise<FileChange> => ({
      path,
      absolutePath,
      realPath: (await this.parts.workspace.resolve(absolutePath)).realPath,
      before,
      after: await image(absolutePath),
      ...(before === null && folders.length > 0 ? { folders } : {}),
    });
    const { to } = action;
    const files = [await change(action, applying.before)];
    if (to) files.push(await change(to, null));
    emit({ type: 'files.changed', call, files });
  }

  /**
   * The text that a file holds now, unsaved changes included; null where there is none. Throws where its path leads elsewhere than
   * when the edit was judged: what is there is not for the model.
   */
  async text(place: FilePlace): Promise<string | null> {
    await this.parts.workspace.checkPlace(targetOf(place));
    return (await this.exists(place.absolutePath)) ? await this.parts.workspace.readText(place.absolutePath) : null;
  }

  /**
   * Brings back what stood there before an accepted edit, to the byte. 'changed', and nothing done, where the files are not what
   * the edit left; `overwrite` even so.
   */
  async undo(edit: EditRecord, overwrite: boolean): Promise<'undone' | 'changed'> {
    const changes = edit.files.filter(isKeptChange);
    const { action } = edit;
    if (changes.length === 0)
      throw new SessionError('notKept', `What ${action.path} held before the edit was not kept.`, action.path);
    for (const change of changes) await this.checkPlace(change);
    for (const { path, absolutePath } of placesOf(action)) await this.checkPlace({ path, absolutePath });
    const touched = await Promise.all(changes.map((change) => this.state(change)));
    if (touched.every((state) => state === 'undone')) return 'undone';
    if (touched.includes('changed') && !overwrite) return 'changed';
    // Before anything is written, so that nothing is brought back by half.
    for (const change of changes) {
      await this.wanted(change);
      await this.parts.workspace.checkTarget(change.absolutePath, change.before === null ? 'remove' : 'write');
    }
    const others = action.to ? changes.filter((change) => !isPlaceOf(action, change)) : changes;
    const outcome = await this.write(edit.call, action, async (also) => {
      for (const change of others) if ((await this.restore(change, also)) === 'conflict') return 'conflict';
      return action.to ? await this.moveBack(placeIn(changes, action), placeIn(changes, action.to)) : 'applied';
    });
    if (outcome === 'conflict') return 'changed';
    await this.parts.workspace.removeEmptyFolders(edit.folders.toReversed());
    return 'undone';
  }

  /** Throws where a place is another one by now, or in a folder that was closed. */
  private async checkPlace(place: FilePlace): Promise<void> {
    await this.parts.workspace.checkPlace(targetOf(place));
    await assertFolderOpen(this.parts.workspace, place);
  }

  private async moveBack(to: FilePlace, from: FilePlace): Promise<Outcome> {
    return await this.parts.workspace.renameFile(targetOf(from), targetOf(to), () => {});
  }

  private async state({ absolutePath, before, after }: KeptChange): Promise<'applied' | 'undone' | 'changed'> {
    const bytes = await this.parts.workspace.currentBytes(absolutePath);
    const current = bytes === null ? null : blobRef(bytes);
    if (current === after) return 'applied';
    return current === before ? 'undone' : 'changed';
  }

  /** What a file held before. Throws, with the file's name, where that cannot be had. */
  private async wanted({ path, before }: KeptChange): Promise<Uint8Array | null> {
    return await this.bytes(before).catch((error: unknown) => {
      const code = error instanceof DamagedBlob ? 'damaged' : 'notKept';
      throw new SessionError(code, `What ${path} held before the edit cannot be read: ${error}`, path);
    });
  }

  private async restore(change: KeptChange, also: AlsoChanged): Promise<Outcome> {
    const { absolutePath, after, executable } = change;
    const { workspace } = this.parts;
    const [current, wanted] = [await workspace.currentBytes(absolutePath), await this.wanted(change)];
    if (same(current, wanted)) return 'applied';
    also(absolutePath, current);
    const outcome = await workspace.writeBytes(targetOf(change), current, wanted);
    if (outcome === 'applied' && after === null && executable) await makeExecutable(absolutePath);
    return outcome;
  }

  private async write(
    call: CallKey,
    { absolutePath, to }: EditAction,
    work: (also: AlsoChanged) => Promise<Outcome>,
  ): Promise<Outcome> {
    return await this.parts.record(call, to ? [absolutePath, to.absolutePath] : [absolutePath], work);
  }

  private async exists(file: string): Promise<boolean> {
    return (await this.parts.workspace.stat(file)) !== undefined;
  }

  private async bytes(ref: BlobRef | null): Promise<Uint8Array | null> {
    return ref === null ? null : await this.parts.read(ref);
  }
}

type KeptChange = FileChange & { before: BlobRef | null; after: BlobRef | null };

function isKeptChange(change: FileChange): change is KeptChange {
  return isKept(change.before) && isKept(change.after);
}

/** A place of an edit, as it was once the edit was made: a link that was renamed leads there from elsewhere. */
function placeIn(changes: readonly FileChange[], { path, absolutePath }: FilePlace): FilePlace {
  return changes.find((change) => change.absolutePath === absolutePath) ?? { path, absolutePath };
}

function placesOf(action: EditAction): FilePlace[] {
  return action.to ? [action, action.to] : [action];
}

function isPlaceOf({ absolutePath, to }: EditAction, change: FileChange): boolean {
  return change.absolutePath === absolutePath || change.absolutePath === to?.absolutePath;
}

function same(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a === null || b === null ? a === b : Buffer.compare(a, b) === 0;
}
