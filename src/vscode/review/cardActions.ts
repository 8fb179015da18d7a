import type { ChatSession } from '../../session/chatSession.ts';
import type { PersonDecision } from '../../session/consent/approvals.ts';
import type { Transcript } from '../../shared/transcript/reduce.ts';
import { replaceInActiveFile } from '../panel/openInEditor.ts';
import { writeSettings } from '../settings/settings.ts';
import type { VscodeWorkspace } from '../workspace/workspace.ts';
import type { CodeProposals } from './codeProposals.ts';
import type { DiffReview, ReviewedEdit } from './diffReview.ts';
import { undoEdit } from './undoEdit.ts';

export interface CardActionParts {
  workspace: VscodeWorkspace;
  review: DiffReview;
  code: CodeProposals;
  session(): Promise<ChatSession>;
}

/** What the user does with the blocks of the conversation, in the session that is shown. */
export class CardActions {
  private readonly parts: CardActionParts;

  constructor(parts: CardActionParts) {
    this.parts = parts;
  }

  async decide(action: string, decision: PersonDecision): Promise<void> {
    await this.parts.review.decide(await this.parts.session(), action, decision, { focus: false });
  }

  async answer(action: string, answer: string): Promise<void> {
    await (await this.parts.session()).answer(action, answer);
  }

  /** The setting is the user's from their click on, so that what the model does next is judged by it. */
  async approvePlan(action: string, approvals: 'ask' | 'autoEdits'): Promise<void> {
    const session = await this.parts.session();
    const { blocks } = session.transcript;
    const waits = blocks.some(
      (block) => block.type === 'question' && block.plan && block.action === action && block.state === 'pending',
    );
    if (!waits || session.readOnly) return;
    await writeSettings({ approvals });
    await session.approvePlan(action, approvals);
  }

  async handleCommand(call: string, action: 'stop' | 'move' | 'show'): Promise<void> {
    await (await this.parts.session()).handleCommand(call, action);
  }

  async openDiff(action: string): Promise<void> {
    const session = await this.parts.session();
    const edit = session.proposals().find((proposal) => proposal.action.id === action)?.action;
    const shown = edit ?? editOf(session.transcript, action);
    if (shown) await this.parts.review.open(session, shown, { focus: true });
  }

  async undo(action: string): Promise<void> {
    const session = await this.parts.session();
    await undoEdit(session, action, editOf(session.transcript, action)?.path ?? '');
  }

  /** Shows code from an answer as a proposal for the active editor's selection or file. */
  async applyCode(text: string): Promise<void> {
    const { workspace, code, review } = this.parts;
    const change = await replaceInActiveFile(workspace, text);
    if (!change) return;
    const edit = await code.propose(change.absolutePath, change.before, change.after);
    await review.open(code, edit, { focus: true });
  }
}

/** An edit by its card, for one that is decided already. */
function editOf(transcript: Transcript, action: string): ReviewedEdit | undefined {
  const block = transcript.blocks.find((candidate) => candidate.type === 'edit' && candidate.action === action);
  return block?.type === 'edit' && block.path !== undefined
    ? { id: action, path: block.path, absolutePath: block.path }
    : undefined;
}
