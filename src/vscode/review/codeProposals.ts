import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Workspace } from '../../agent/contracts/workspace.ts';
import type { PersonDecision } from '../../session/consent/approvals.ts';
import { targetOf } from '../../session/edits/realPath.ts';
import { refuseUnseen } from '../panel/openInEditor.ts';
import type { ProposalSource, ReviewedEdit } from './diffReview.ts';

interface CodeProposal {
  action: ReviewedEdit;
  before: string;
  after: string;
}

/** Code from an answer that the user wants to apply to a file: proposals that the model takes no part in. */
export class CodeProposals implements ProposalSource {
  readonly id = 'code';
  private readonly workspace: Workspace;
  private readonly onDecided: (action: string) => void;
  private readonly pending = new Map<string, CodeProposal>();

  constructor(workspace: Workspace, onDecided: (action: string) => void) {
    this.workspace = workspace;
    this.onDecided = onDecided;
  }

  /** `before` is the file's text now. Throws, in words for the user, where the code cannot be applied to it. */
  async propose(absolutePath: string, before: string, after: string): Promise<ReviewedEdit> {
    const { path, realPath } = await this.workspace.resolve(absolutePath);
    refuseUnseen(before, after);
    await this.workspace.checkTarget(absolutePath, 'write');
    await this.workspace.checkEdit({ path: absolutePath, before, after });
    const action = { id: randomUUID(), path, absolutePath, realPath };
    this.pending.set(action.id, { action, before, after });
    return action;
  }

  proposals(): CodeProposal[] {
    return [...this.pending.values()];
  }

  async editTexts(action: string): Promise<{ before: string | null; after: string }> {
    return this.get(action);
  }

  async updateProposal(action: string, after: string): Promise<void> {
    const proposal = this.pending.get(action);
    if (proposal) proposal.after = after;
  }

  /** Throws, with the proposal still pending, when it cannot be applied. */
  async decide(action: string, decision: PersonDecision): Promise<void> {
    const { before, after, action: edit } = this.get(action);
    if (decision.type === 'accepted') {
      const result = await this.workspace.applyEdit({ ...targetOf(edit), before, after });
      if (result === 'conflict')
        throw new Error(vscode.l10n.t('{0} changed meanwhile: apply the code again.', edit.path));
    }
    this.pending.delete(action);
    this.onDecided(action);
  }

  private get(action: string): CodeProposal {
    const proposal = this.pending.get(action);
    if (!proposal) throw new Error(vscode.l10n.t('That code is no longer proposed.'));
    return proposal;
  }
}
