import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { EditRequest } from '../../agent/contracts/tool.ts';
import type { ResolvedPath } from '../../agent/contracts/workspace.ts';
import type {
  BlobRef,
  CallKey,
  Decision,
  EditAction,
  EditTrouble,
  FilePlace,
  Written,
} from '../../agent/events/events.ts';
import type { Reason } from '../../gate/reasons.ts';
import { countChanges } from '../../util/text/countLineChanges.ts';
import { rebaseChange, unifiedDiff } from '../../util/text/textDiff.ts';
import { LocalizedError } from '../localizedError.ts';
import { SessionError } from '../sessionError.ts';
import { EditFiles, type EditFilesParts, type EditTexts } from './editFiles.ts';
import { type EditRecord, type Edits, isApplied } from './edits.ts';
import { FileQueue } from './fileQueue.ts';
import { keepLineEndings } from './keepLineEndings.ts';
import { fileOf, otherNamesOf } from './realPath.ts';

/** Milliseconds of rest after which a file that changed is looked at: a keystroke comes seldom alone. */
const SETTLE_MS = 100;

/**
 * An undecided edit with its texts, exactly as they would stand in the file. `before` null creates the file, `after` null
 * deletes it; those of a file without text are empty.
 */
export interface Proposal extends EditTexts {
  call: CallKey;
  action: EditAction;
  /** What the model proposed, before the user changed it. */
  proposed: string | null;
  /** While it is stale: the newest texts that it stood on cleanly. */
  ground: EditTexts | undefined;
}

/** An edit with the gate's verdict. */
export interface JudgedEdit {
  request: EditRequest;
  asks: boolean;
  reasons: Reason[];
}

export interface ProposalParts extends EditFilesParts {
  edits: Edits;
  /** What goes wrong where nobody waits for it. */
  onProblem(error: unknown): void;
}

/** The undecided edits of a session: nothing of them is on disk before it is accepted. */
export class Proposals {
  private readonly parts: ProposalParts;
  private readonly files: EditFiles;
  private readonly pending = new Map<string, Proposal>();
  /** Decisions on a file are carried out one after another: each may change what the next one is based on. */
  private readonly queue = new FileQueue();
  private unwatch: (() => void) | undefined;
  private readonly settling = new Map<string, NodeJS.Timeout>();

  constructor(parts: ProposalParts) {
    this.parts = parts;
    this.files = new EditFiles(parts);
  }

  /** Takes up the edits that were undecided when the session was last open, and finds out about those that were being written. */
  async restore(): Promise<void> {
    for (const edit of this.parts.edits.byAction.values()) {
      if (edit.decision) continue;
      const { action } = edit;
      const proposal = await this.proposalOf(edit).catch(() => undefined);
      if (!proposal) {
        this.close(action.id, { type: 'cancelled', cause: 'lost' }, 'policy');
        continue;
      }
      this.pending.set(action.id, proposal);
      if (edit.applying) await this.findOut(edit, proposal, edit.applying.by);
      // The session ended before an edit was made that did not ask: now it does.
      if (!edit.decision && !edit.asks) this.fail(proposal, 'io', '');
    }
    this.watch();
    for (const file of new Set(this.list().map(({ action }) => fileOf(action)))) this.followSoon(file);
  }

  /** Rejects where what was kept of it is gone, or damaged. */
  private async proposalOf({ call, action, proposed, ground }: EditRecord): Promise<Proposal> {
    return {
      call,
      action,
      ...(await this.textsOf(action)),
      proposed: action.binary || proposed === null ? null : await this.text(proposed),
      ground: ground && (await this.textsOf(ground)),
    };
  }

  /** Takes no further notice of files. */
  dispose(): void {
    this.unwatch?.();
    this.unwatch = undefined;
    for (const timer of this.settling.values()) clearTimeout(timer);
    this.settling.clear();
  }

  /** In the order in which they were proposed. */
  list(): Proposal[] {
    return [...this.pending.values()];
  }

  /** Those that wait for the user, and are not about to be made unasked. */
  asking(): Proposal[] {
    return this.list().filter((proposal) => this.asks(proposal));
  }

  private asks({ action }: Proposal): boolean | undefined {
    return this.parts.edits.byAction.get(action.id)?.asks;
  }

  get(action: string): Proposal | undefined {
    return this.pending.get(action);
  }

  /** Whether accepting would save what the user has not saved. */
  takesUnsaved({ absolutePath, to }: Pick<EditRequest, 'absolutePath' | 'to'>): boolean {
    return !to && this.parts.workspace.hasUnsavedChanges(absolutePath);
  }

  /** See EditFiles. */
  newProblems(signal: AbortSignal): ReturnType<EditFiles['newProblems']> {
    return this.files.newProblems(signal);
  }

  /**
   * What the next edit of a file builds on: the newest proposal before the call's own; undefined without one. One that is being
   * written without a question is awaited, and so is a rename, which may change any file: saving may make something else of them.
   */
  async textBefore(call: CallKey, file: ResolvedPath): Promise<string | null | undefined> {
    const isFile = otherNamesOf(file.realPath);
    const isWritten = ({ action }: Proposal) => action.to !== undefined || isFile(fileOf(action));
    const written = this.list().find((proposal) => !this.asks(proposal) && isWritten(proposal));
    if (written) await this.enqueue(written.action, async () => {});
    return this.newestText(call, file);
  }

  private newestText(call: CallKey, { realPath }: ResolvedPath): string | null | undefined {
    const proposals = this.list();
    const own = proposals.findIndex((proposal) => proposal.call === call);
    const earlier = own === -1 ? proposals : proposals.slice(0, own);
    const isFile = otherNamesOf(realPath);
    const isAt = (place: FilePlace | undefined) => place !== undefined && isFile(fileOf(place));
    const newest = earlier.findLast(({ action }) => isAt(action) || isAt(action.to));
    return isAt(newest?.action.to) || !newest?.action.to ? newest?.after : null;
  }

  async add(call: CallKey, edit: JudgedEdit): Promise<Proposal> {
    await this.check(edit.request);
    const proposal = await this.prepare(call, edit.request);
    this.propose(proposal, edit);
    return proposal;
  }

  /** All of them, or none where one cannot be made: a session that ends meanwhile does not know of a part of them only. */
  async addAll(call: CallKey, edits: readonly JudgedEdit[]): Promise<Proposal[]> {
    for (const { request } of edits) await this.check(request);
    const proposals: { proposal: Proposal; edit: JudgedEdit }[] = [];
    for (const edit of edits) proposals.push({ proposal: await this.prepare(call, edit.request), edit });
    for (const { proposal, edit } of proposals) this.propose(proposal, edit);
    return proposals.map(({ proposal }) => proposal);
  }

  private async check({ absolutePath, to, binary, before, after }: EditRequest): Promise<void> {
    const { workspace } = this.parts;
    await workspace.checkTarget(absolutePath, to || after === null ? 'remove' : 'write');
    if (to) await workspace.checkTarget(to.absolutePath, 'write');
    this.checkOthers(to?.absolutePath ?? absolutePath);
    if (!to && !binary) await workspace.checkEdit({ path: absolutePath, before, after });
  }

  /** One of two edits could never be made where one makes a file of what is a folder to the other. */
  private checkOthers(file: string): void {
    for (const { action, after } of this.list()) {
      const other = action.to?.absolutePath ?? action.absolutePath;
      if (after === null) continue;
      if (file.startsWith(other + path.sep) || other.startsWith(file + path.sep))
        throw new Error(`An edit that waits for the user makes ${other} a file: ${file} cannot be one, too.`);
    }
  }

  private async prepare(call: CallKey, request: EditRequest): Promise<Proposal> {
    const { path, absolutePath, realPath, to, note, before, after, binary } = request;
    const keep = (text: string | null) => (binary && text !== null ? this.parts.keep(binary) : this.keep(text));
    const action: EditAction = {
      type: 'edit',
      id: randomUUID(),
      path,
      absolutePath,
      realPath,
      ...(to ? { to: { path: to.path, absolutePath: to.absolutePath, realPath: to.realPath } } : {}),
      ...(note === undefined ? {} : { note }),
      ...(binary ? { binary: true } : {}),
      before: await keep(before),
      after: await keep(after),
      ...countChanges(before, after),
    };
    return { call, action, before, after, proposed: after, ground: undefined };
  }

  private propose(proposal: Proposal, { asks, reasons }: JudgedEdit): void {
    const { call, action } = proposal;
    this.pending.set(action.id, proposal);
    this.watch();
    this.parts.emit({ type: 'action.requested', call, action, asks, reasons });
  }

  /** The user edited a proposal. */
  async update(id: string, typed: string): Promise<void> {
    await this.enqueue(this.pending.get(id)?.action, async () => {
      const proposal = this.pending.get(id);
      if (!proposal || proposal.after === null || proposal.after === typed) return;
      const after = keepLineEndings(proposal.after, typed);
      if (proposal.after !== after) await this.replace(proposal, 'person', { before: proposal.before, after });
    });
  }

  /**
   * Writes a proposal to disk. Resolves with the decision, or with undefined when it could not be applied: then it is
   * still pending, as an event says, rebased on the file as it is now where that was clean.
   */
  async accept(id: string, by: 'person' | 'policy'): Promise<Decision | undefined> {
    const wasStale = this.pending.get(id)?.ground !== undefined;
    return await this.enqueue(this.pending.get(id)?.action, async () => {
      const proposal = this.pending.get(id);
      if (!proposal) return undefined;
      // Accepting a stale edit undoes what the file became: only where that could be seen before.
      if (proposal.ground !== undefined && !wasStale) return undefined;
      const { call, action, before, after } = proposal;
      try {
        const written = await this.files.apply(call, action, { before, after }, by);
        if (written !== 'conflict') return await this.settle(proposal, written, by);
        await this.meetConflict(proposal);
      } catch (error) {
        this.fail(proposal, isNotSaved(error) ? 'notSaved' : 'io', wordsOf(error));
      }
      return undefined;
    });
  }

  /**
   * Takes a proposal off the table without touching the file. Resolves with the decision that stands: another one, where that
   * was quicker.
   */
  async drop(id: string, decision: Decision, by: 'person' | 'policy'): Promise<Decision> {
    return await this.enqueue(this.pending.get(id)?.action, async () => {
      const proposal = this.pending.get(id);
      if (!proposal) return this.parts.edits.byAction.get(id)?.decision ?? decision;
      this.close(id, decision, by);
      if (!proposal.action.to) await this.rebaseOthers(fileOf(proposal.action), proposal.before);
      return decision;
    });
  }

  /** Texts of any edit of the session, decided or not. */
  async texts(id: string): Promise<EditTexts> {
    const edit = this.parts.edits.byAction.get(id);
    if (!edit) throw new SessionError('unknownEdit', 'That edit is not part of this session.');
    const { action, decision } = edit;
    return await this.textsOf(decision?.type === 'acceptedWithChanges' ? { ...action, after: decision.after } : action);
  }

  /** Brings back what a file held before an accepted edit. 'changed': it no longer holds what was accepted; ask first. */
  async undo(edit: EditRecord, overwrite: boolean): Promise<'undone' | 'changed'> {
    return await this.enqueue(edit.action, async () => {
      if (!isApplied(edit)) return 'undone';
      if ((await this.files.undo(edit, overwrite)) === 'changed') return 'changed';
      this.parts.emit({ type: 'action.undone', id: edit.action.id });
      return 'undone';
    });
  }

  private async settle(proposal: Proposal, written: Written, by: 'person' | 'policy'): Promise<Decision> {
    const { action, after, proposed } = proposal;
    const decision: Decision =
      after === proposed || after === null || action.after === null
        ? { type: 'accepted', ...written }
        : { type: 'acceptedWithChanges', changes: unifiedDiff(proposed ?? '', after), after: action.after, ...written };
    this.close(action.id, decision, by);
    const stands = written.saved ? await this.text(written.saved.text) : after;
    if (!action.to) await this.rebaseOthers(fileOf(action), stands);
    return decision;
  }

  /** The session ended while this edit was written: the disk knows what became of it. */
  private async findOut(edit: EditRecord, proposal: Proposal, by: 'person' | 'policy'): Promise<void> {
    const { before, after } = proposal;
    try {
      const found = await this.files.found(proposal.action, { before, after });
      if (found === 'applied') {
        await this.files.tellFound(edit);
        await this.settle(proposal, {}, by);
      } else if (found === 'other') {
        await this.markStale(proposal, await this.files.text(proposal.action));
      }
    } catch (error) {
      this.fail(proposal, 'io', wordsOf(error));
    }
  }

  private watch(): void {
    if (this.pending.size > 0) this.unwatch ??= this.parts.workspace.onDidChangeFile((file) => this.followSoon(file));
  }

  private followSoon(file: string): void {
    if (!this.list().some(({ action }) => fileOf(action) === file)) return;
    clearTimeout(this.settling.get(file));
    const follow = () => {
      this.settling.delete(file);
      this.queue.run([file], () => this.follow(file)).catch(this.parts.onProblem);
    };
    this.settling.set(file, setTimeout(follow, SETTLE_MS));
  }

  /** A file changed under its proposals: they move onto what it holds now, or are stale. */
  private async follow(file: string): Promise<void> {
    const first = this.list().find(({ action }) => fileOf(action) === file);
    if (!first || first.action.to || first.action.binary) return;
    try {
      const current = await this.files.text(first.action);
      if (current !== first.before) await this.rebaseOthers(file, current);
    } catch (error) {
      this.fail(first, 'io', wordsOf(error));
    }
  }

  /**
   * The file is not what the proposal stands on. It moves onto the file as it is now; where that is not clean its text stays,
   * so that the diff shows what accepting would undo, and the user can settle it there and accept again.
   */
  private async meetConflict(proposal: Proposal): Promise<void> {
    const { to, binary } = proposal.action;
    if (to || binary) return this.fail(proposal, 'conflict', '');
    const current = await this.files.text(proposal.action);
    // An edit that is stale on this very text may have lost a race with the file's editor: accepting again tells.
    if (current === proposal.before) return this.fail(proposal, 'conflict', '');
    await this.stand(proposal, current);
  }

  /** Puts the proposals of a file onto a text of it, each onto what the one before makes of it. */
  private async rebaseOthers(file: string, base: string | null): Promise<void> {
    let ground = base;
    for (const proposal of this.list()) {
      if (fileOf(proposal.action) !== file || proposal.action.to || proposal.action.binary) continue;
      if (proposal.before !== ground) await this.stand(proposal, ground);
      ground = proposal.after;
    }
  }

  private async stand(proposal: Proposal, base: string | null): Promise<void> {
    const { before, after } = proposal.ground ?? proposal;
    const moved = before === base ? after : rebased(before, after, base);
    if (moved === undefined) return await this.markStale(proposal, base);
    const proposed = rebased(before, proposal.proposed, base) ?? proposal.proposed;
    await this.replace(proposal, 'rebase', { before: base, after: moved }, proposed);
  }

  private async markStale(proposal: Proposal, base: string | null): Promise<void> {
    const { before, after } = proposal;
    const ground = proposal.ground ?? { before, after };
    await this.replace(proposal, 'stale', { before: base, after });
    proposal.ground = ground;
    this.fail(proposal, 'conflict', '');
  }

  private async replace(
    proposal: Proposal,
    cause: 'person' | 'rebase' | 'stale',
    texts: EditTexts,
    proposed = proposal.proposed,
  ): Promise<void> {
    const { id } = proposal.action;
    const counts = countChanges(texts.before, texts.after);
    const refs = { before: await this.keep(texts.before), after: await this.keep(texts.after) };
    const action = { ...proposal.action, ...refs, ...counts };
    const told = cause === 'rebase' && proposed !== texts.after ? { proposed: await this.keep(proposed) } : {};
    Object.assign(proposal, { ...texts, proposed, action, ground: undefined });
    this.parts.emit({ type: 'action.updated', id, cause, ...refs, ...counts, ...told });
  }

  private fail(proposal: Proposal, code: EditTrouble, detail: string): void {
    this.parts.emit({ type: 'action.failed', id: proposal.action.id, code, detail });
  }

  private close(id: string, decision: Decision, by: 'person' | 'policy'): void {
    this.pending.delete(id);
    this.parts.emit({ type: 'action.decided', id, decision, by });
    if (this.pending.size === 0) this.dispose();
  }

  private async keep(text: string | null): Promise<BlobRef | null> {
    return text === null ? null : await this.parts.keep(Buffer.from(text, 'utf8'));
  }

  private async textsOf({
    before,
    after,
    binary,
  }: Pick<EditAction, 'before' | 'after' | 'binary'>): Promise<EditTexts> {
    const text = async (ref: BlobRef | null) => (ref === null ? null : binary ? '' : await this.text(ref));
    return { before: await text(before), after: await text(after) };
  }

  private async text(ref: BlobRef): Promise<string> {
    return Buffer.from(await this.parts.read(ref)).toString('utf8');
  }

  /** A rename changes the files that import the renamed one, too. */
  private enqueue<T>(action: EditAction | undefined, work: () => Promise<T>): Promise<T> {
    return action && !action.to ? this.queue.run([fileOf(action)], work) : this.queue.runAlone(work);
  }
}

/** The change from `before` to `after`, made to another text; undefined where that is not clean. */
function rebased(before: string | null, after: string | null, base: string | null): string | null | undefined {
  if (base === null || before === null) return undefined;
  return after === null ? null : rebaseChange(before, after, base);
}

function isNotSaved(error: unknown): boolean {
  return error instanceof SessionError && error.code === 'notSaved';
}

/** For the user: the model gets no notice of an edit that goes on waiting. */
function wordsOf(error: unknown): string {
  if (error instanceof LocalizedError) return error.worded;
  return error instanceof Error ? error.message : String(error);
}
