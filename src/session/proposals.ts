import { randomUUID } from 'node:crypto';
import type { AgentEvent, BlobRef, CallKey, Decision, EditAction } from '../agent/events.ts';
import { countChanges } from '../agent/lineChanges.ts';
import type { EditRequest } from '../agent/tool.ts';
import type { Workspace } from '../agent/workspace.ts';
import type { RecordFiles } from './checkpoints/fileRecorder.ts';
import { type EditRecord, type Edits, isApplied } from './edits.ts';
import { rebaseChange, unifiedDiff } from './textDiff.ts';

/**
 * An undecided edit with its texts, exactly as they would stand in the file. `before` null creates the file, `after` null
 * deletes it; those of a file without text are empty.
 */
export interface Proposal {
  call: CallKey;
  action: EditAction;
  before: string | null;
  after: string | null;
  /** What the model proposed, before the person changed it. */
  proposed: string | null;
}

export interface EditTexts {
  before: string | null;
  after: string | null;
}

/** What reaches the disk of an edit. */
type Change =
  | ({ type: 'text'; path: string } & EditTexts)
  | { type: 'bytes'; path: string; before: Uint8Array | null; after: Uint8Array | null }
  | { type: 'rename'; path: string; to: string };

export interface ProposalParts {
  workspace: Workspace;
  edits: Edits;
  emit(event: AgentEvent): void;
  keep(bytes: Uint8Array): Promise<BlobRef>;
  read(ref: BlobRef): Promise<Uint8Array>;
  record: RecordFiles;
}

/** The undecided edits of a session: nothing of them is on disk before it is accepted. */
export class Proposals {
  private readonly parts: ProposalParts;
  private readonly pending = new Map<string, Proposal>();
  /** Decisions are carried out one after another: each may change the ground that the next one stands on. */
  private queue: Promise<unknown> = Promise.resolve();

  constructor(parts: ProposalParts) {
    this.parts = parts;
  }

  /** Takes up the edits that were undecided when the session was last open. */
  async restore(): Promise<void> {
    for (const edit of this.parts.edits.byAction.values()) {
      if (edit.decision) continue;
      this.pending.set(edit.action.id, {
        call: edit.call,
        action: edit.action,
        ...(await this.textsOf(edit.action)),
        proposed: edit.action.binary || edit.proposed === null ? null : await this.text(edit.proposed),
      });
    }
  }

  /** In the order in which they were proposed. */
  list(): Proposal[] {
    return [...this.pending.values()];
  }

  get(action: string): Proposal | undefined {
    return this.pending.get(action);
  }

  ofCall(call: CallKey): Proposal | undefined {
    return this.list().find((proposal) => proposal.call === call);
  }

  /** What the next edit of a file builds on: the newest proposal before the call's own; undefined without one. */
  textBefore(call: CallKey, absolutePath: string): string | null | undefined {
    const proposals = this.list();
    const own = proposals.findIndex((proposal) => proposal.call === call);
    const earlier = own === -1 ? proposals : proposals.slice(0, own);
    const newest = earlier.findLast(({ action }) => touches(action, absolutePath));
    return newest && (newest.action.to?.absolutePath === absolutePath || !newest.action.to ? newest.after : null);
  }

  async add(call: CallKey, request: EditRequest): Promise<Proposal> {
    const { path, absolutePath, to, before, after, binary } = request;
    if (!to && !binary) await this.parts.workspace.checkEdit({ path: absolutePath, before, after });
    const keep = (text: string | null) => (text === null ? null : binary ? this.parts.keep(binary) : this.keep(text));
    const action: EditAction = {
      type: 'edit',
      id: randomUUID(),
      path,
      absolutePath,
      ...(to ? { to } : {}),
      ...(binary ? { binary: true } : {}),
      before: await keep(before),
      after: await keep(after),
      ...countChanges(before, after),
    };
    const proposal: Proposal = { call, action, before, after, proposed: after };
    this.pending.set(action.id, proposal);
    this.parts.emit({ type: 'action.requested', call, action });
    return proposal;
  }

  /** The person edited a proposal. */
  async update(id: string, after: string): Promise<void> {
    await this.enqueue(async () => {
      const proposal = this.pending.get(id);
      if (proposal && proposal.after !== after) await this.replace(proposal, 'person', proposal.before, after);
    });
  }

  /**
   * Writes a proposal to disk. Resolves with the decision, or with undefined when it could not be applied: then it is
   * still pending, as an event says, rebased on the file as it is now where that was clean.
   */
  async accept(id: string, by: 'person' | 'policy'): Promise<Decision | undefined> {
    return await this.enqueue(async () => {
      const proposal = this.pending.get(id);
      if (!proposal) return undefined;
      const { action, after, proposed } = proposal;
      try {
        if ((await this.write(proposal.call, await this.changeOf(proposal))) === 'conflict') {
          await this.meetConflict(proposal);
          return undefined;
        }
      } catch (error) {
        this.fail(proposal, 'io', error instanceof Error ? error.message : String(error));
        return undefined;
      }
      const decision: Decision =
        after === proposed || after === null || action.after === null
          ? { type: 'accepted' }
          : { type: 'acceptedWithChanges', changes: unifiedDiff(proposed ?? '', after), after: action.after };
      this.close(id, decision, by);
      if (after !== null && !action.to) await this.rebaseOthers(action.absolutePath, after);
      return decision;
    });
  }

  /**
   * Takes a proposal off the table without touching the file. Resolves with the decision that stands: another one, where that
   * was quicker.
   */
  async drop(id: string, decision: Decision, by: 'person' | 'policy'): Promise<Decision> {
    return await this.enqueue(async () => {
      const proposal = this.pending.get(id);
      if (!proposal) return this.parts.edits.byAction.get(id)?.decision ?? decision;
      this.close(id, decision, by);
      if (proposal.before !== null) await this.rebaseOthers(proposal.action.absolutePath, proposal.before);
      return decision;
    });
  }

  /** Texts of any edit of the session, decided or not. */
  async texts(id: string): Promise<EditTexts> {
    const edit = this.parts.edits.byAction.get(id);
    if (!edit) throw new Error('That edit is not part of this session.');
    return await this.textsOf(asAccepted(edit));
  }

  /** Brings back what a file held before an accepted edit. 'changed': it no longer holds what was accepted; ask first. */
  async undo(edit: EditRecord, overwrite: boolean): Promise<'undone' | 'changed'> {
    return await this.enqueue(async () => {
      if (!isApplied(edit)) return 'undone';
      const action = asAccepted(edit);
      const inverse = await this.inverseOf(action);
      let result = await this.write(edit.call, inverse);
      if (result === 'conflict' && overwrite && inverse.type === 'text') {
        const current = await this.current(action.absolutePath);
        result = current === inverse.after ? 'applied' : await this.write(edit.call, { ...inverse, before: current });
      }
      if (result === 'conflict') return 'changed';
      this.parts.emit({ type: 'action.undone', id: edit.action.id });
      return 'undone';
    });
  }

  /**
   * The file is not what the proposal stands on. It moves onto the file as it is now; where that is not clean its text stays,
   * so that the diff shows what accepting would undo, and the person can settle it there and accept again.
   */
  private async meetConflict(proposal: Proposal): Promise<void> {
    const { absolutePath, to, binary } = proposal.action;
    if (!to && !binary) {
      const current = await this.current(absolutePath);
      if (current !== null && (await this.rebase(proposal, current))) return;
      await this.replace(proposal, 'rebase', current, proposal.after);
    }
    this.fail(proposal, 'conflict', '');
  }

  private async current(path: string): Promise<string | null> {
    const { workspace } = this.parts;
    return (await workspace.stat(path)) ? await workspace.readText(path) : null;
  }

  private async rebaseOthers(path: string, base: string): Promise<void> {
    let ground = base;
    for (const proposal of this.list()) {
      if (proposal.action.absolutePath !== path || proposal.action.to || proposal.before === ground) continue;
      if ((await this.rebase(proposal, ground)) && proposal.after !== null) ground = proposal.after;
    }
  }

  /** Moves a proposal onto another text of its file. False, and nothing changed, where that is not clean. */
  private async rebase(proposal: Proposal, base: string): Promise<boolean> {
    if (proposal.before === null || proposal.after === null) return false;
    const after = rebaseChange(proposal.before, proposal.after, base);
    if (after === undefined) return false;
    await this.replace(proposal, 'rebase', base, after);
    return true;
  }

  private async replace(
    proposal: Proposal,
    cause: 'person' | 'rebase',
    before: string | null,
    after: string | null,
  ): Promise<void> {
    const counts = countChanges(before, after);
    const keep = (text: string | null) => (text === null ? null : this.keep(text));
    const refs = { before: await keep(before), after: await keep(after) };
    Object.assign(proposal, { before, after, action: { ...proposal.action, ...refs, ...counts } });
    if (cause === 'rebase') proposal.proposed = after;
    this.parts.emit({ type: 'action.updated', id: proposal.action.id, cause, ...refs, ...counts });
  }

  private fail(proposal: Proposal, code: 'conflict' | 'io', detail: string): void {
    this.parts.emit({ type: 'action.failed', id: proposal.action.id, code, detail });
  }

  private close(id: string, decision: Decision, by: 'person' | 'policy'): void {
    this.pending.delete(id);
    this.parts.emit({ type: 'action.decided', id, decision, by });
  }

  private async keep(text: string): Promise<BlobRef> {
    return await this.parts.keep(Buffer.from(text, 'utf8'));
  }

  private async textsOf({ before, after, binary }: EditAction): Promise<EditTexts> {
    const text = async (ref: BlobRef | null) => (ref === null ? null : binary ? '' : await this.text(ref));
    return { before: await text(before), after: await text(after) };
  }

  private async text(ref: BlobRef): Promise<string> {
    return Buffer.from(await this.parts.read(ref)).toString('utf8');
  }

  private async changeOf({ action, before, after }: Proposal): Promise<Change> {
    const { absolutePath: path, to, binary } = action;
    if (to) return { type: 'rename', path, to: to.absolutePath };
    if (!binary) return { type: 'text', path, before, after };
    return {
      type: 'bytes',
      path,
      before: action.before === null ? null : await this.parts.read(action.before),
      after: null,
    };
  }

  private async inverseOf(action: EditAction): Promise<Change> {
    const { absolutePath: path, to, binary } = action;
    if (to) return { type: 'rename', path: to.absolutePath, to: path };
    if (binary)
      return {
        type: 'bytes',
        path,
        before: null,
        after: action.before === null ? null : await this.parts.read(action.before),
      };
    const { before, after } = await this.textsOf(action);
    return { type: 'text', path, before: after, after: before };
  }

  /** Every change that an edit makes to the disk, and every undoing of one, goes through here. */
  private async write(call: CallKey, change: Change): Promise<'applied' | 'conflict'> {
    const { workspace, record } = this.parts;
    const paths = change.type === 'rename' ? [change.path, change.to] : [change.path];
    return await record(call, paths, async () => {
      switch (change.type) {
        case 'text':
          return await workspace.applyEdit(change);
        case 'bytes':
          return await workspace.writeBytes(change.path, change.before, change.after);
        case 'rename':
          return await workspace.renameFile(change.path, change.to);
      }
    });
  }

  private enqueue<T>(work: () => Promise<T>): Promise<T> {
    const result = this.queue.then(work);
    this.queue = result.catch(() => {});
    return result;
  }
}

/** The edit as it was accepted, also where the person changed it first. */
function asAccepted({ action, decision }: EditRecord): EditAction {
  return decision?.type === 'acceptedWithChanges' ? { ...action, after: decision.after } : action;
}

function touches({ absolutePath, to }: EditAction, path: string): boolean {
  return absolutePath === path || to?.absolutePath === path;
}
