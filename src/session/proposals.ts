import { randomUUID } from 'node:crypto';
import type { AgentEvent, BlobRef, CallKey, Decision, EditAction } from '../agent/events.ts';
import { countChanges } from '../agent/lineChanges.ts';
import type { ActionRequest } from '../agent/tool.ts';
import type { Workspace } from '../agent/workspace.ts';
import { type EditRecord, type Edits, isApplied } from './edits.ts';
import { rebaseChange, unifiedDiff } from './textDiff.ts';

/** An undecided edit with its texts, exactly as they would stand in the file. `before` null creates the file. */
export interface Proposal {
  call: CallKey;
  action: EditAction;
  before: string | null;
  after: string;
  /** What the model proposed, before the person changed it. */
  proposed: string;
}

export interface ProposalParts {
  workspace: Workspace;
  edits: Edits;
  emit(event: AgentEvent): void;
  keep(bytes: Uint8Array): Promise<BlobRef>;
  read(ref: BlobRef): Promise<Uint8Array>;
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
        before: edit.action.before === null ? null : await this.text(edit.action.before),
        after: await this.text(edit.action.after),
        proposed: await this.text(edit.proposed),
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
  textBefore(call: CallKey, absolutePath: string): string | undefined {
    const proposals = this.list();
    const own = proposals.findIndex((proposal) => proposal.call === call);
    const earlier = own === -1 ? proposals : proposals.slice(0, own);
    return earlier.findLast((proposal) => proposal.action.absolutePath === absolutePath)?.after;
  }

  async add(call: CallKey, request: Extract<ActionRequest, { type: 'edit' }>): Promise<Proposal> {
    const { path, absolutePath, before, after } = request;
    const action: EditAction = {
      type: 'edit',
      id: randomUUID(),
      path,
      absolutePath,
      before: before === null ? null : await this.keep(before),
      after: await this.keep(after),
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
      const { before, after, proposed } = proposal;
      const path = proposal.action.absolutePath;
      try {
        if ((await this.parts.workspace.applyEdit({ path, before, after })) === 'conflict') {
          await this.meetConflict(proposal);
          return undefined;
        }
      } catch (error) {
        this.fail(proposal, 'io', error instanceof Error ? error.message : String(error));
        return undefined;
      }
      const decision: Decision =
        after === proposed
          ? { type: 'accepted' }
          : { type: 'acceptedWithChanges', changes: unifiedDiff(proposed, after), after: proposal.action.after };
      this.close(id, decision, by);
      await this.rebaseOthers(path, after);
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
  async texts(id: string): Promise<{ before: string | null; after: string }> {
    const edit = this.parts.edits.byAction.get(id);
    if (!edit) throw new Error('That edit is not part of this session.');
    const after = edit.decision?.type === 'acceptedWithChanges' ? edit.decision.after : edit.action.after;
    return {
      before: edit.action.before === null ? null : await this.text(edit.action.before),
      after: await this.text(after),
    };
  }

  /** Brings back what a file held before an accepted edit. 'changed': it no longer holds what was accepted; ask first. */
  async undo(edit: EditRecord, overwrite: boolean): Promise<'undone' | 'changed'> {
    return await this.enqueue(async () => {
      if (!isApplied(edit)) return 'undone';
      const { before, after } = await this.texts(edit.action.id);
      const path = edit.action.absolutePath;
      const { workspace } = this.parts;
      let result = await workspace.applyEdit({ path, before: after, after: before });
      if (result === 'conflict' && overwrite) {
        const exists = await workspace.stat(path);
        const current = exists ? await workspace.readText(path) : null;
        result = current === before ? 'applied' : await workspace.applyEdit({ path, before: current, after: before });
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
    const { absolutePath } = proposal.action;
    const exists = await this.parts.workspace.stat(absolutePath);
    const current = exists ? await this.parts.workspace.readText(absolutePath) : null;
    if (current !== null && (await this.rebase(proposal, current))) return;
    await this.replace(proposal, 'rebase', current, proposal.after);
    this.fail(proposal, 'conflict', '');
  }

  private async rebaseOthers(path: string, base: string): Promise<void> {
    let ground = base;
    for (const proposal of this.list()) {
      if (proposal.action.absolutePath !== path || proposal.before === ground) continue;
      if (await this.rebase(proposal, ground)) ground = proposal.after;
    }
  }

  /** Moves a proposal onto another text of its file. False, and nothing changed, where that is not clean. */
  private async rebase(proposal: Proposal, base: string): Promise<boolean> {
    if (proposal.before === null) return false;
    const after = rebaseChange(proposal.before, proposal.after, base);
    if (after === undefined) return false;
    await this.replace(proposal, 'rebase', base, after);
    return true;
  }

  private async replace(
    proposal: Proposal,
    cause: 'person' | 'rebase',
    before: string | null,
    after: string,
  ): Promise<void> {
    const counts = countChanges(before, after);
    const refs = { before: before === null ? null : await this.keep(before), after: await this.keep(after) };
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

  private async text(ref: BlobRef): Promise<string> {
    return Buffer.from(await this.parts.read(ref)).toString('utf8');
  }

  private enqueue<T>(work: () => Promise<T>): Promise<T> {
    const result = this.queue.then(work);
    this.queue = result.catch(() => {});
    return result;
  }
}
