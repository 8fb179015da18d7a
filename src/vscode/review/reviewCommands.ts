import * as vscode from 'vscode';
import type { PersonDecision } from '../../session/consent/approvals.ts';
import { formatList } from '../ui/formatList.ts';
import { inform, warn } from '../ui/messages.ts';
import type { DiffReview, ProposalSource, ReviewedEdit } from './diffReview.ts';
import { isWaitingResource } from './pendingSourceControl.ts';
import { activeProposal } from './proposalTabs.ts';
import { parseProposalUri } from './proposalUri.ts';

export interface ReviewCommandParts {
  review: DiffReview;
  /** The session that the window shows. */
  session(): Promise<ProposalSource>;
  /** Throws for a source that is not open. */
  find(source: string): Promise<ProposalSource>;
}

const TOLD_WITHIN_MS = 1_000;

/** What a command is about. */
interface Target {
  source: ProposalSource;
  edits: string[];
}

/**
 * What the commands of a review do. They are called with a proposal's URI by an editor's title bar, with a row by the Source
 * Control view, and with nothing by keys and the palette: then they are about the proposal in the active editor.
 */
export class ReviewCommands {
  private readonly parts: ReviewCommandParts;
  private stepped: Promise<unknown> = Promise.resolve();

  constructor(parts: ReviewCommandParts) {
    this.parts = parts;
  }

  async accept(argument: unknown): Promise<void> {
    // What accepting would make of a file that changed meanwhile is to be seen first.
    if (isWaitingResource(argument) && argument.file.troubled) return await this.open(argument);
    const target = await this.targetOf(argument);
    if (target) await this.decide(target, { type: 'accepted' }, argument);
  }

  async reject(argument: unknown): Promise<void> {
    const target = await this.targetOf(argument);
    const decision = target && (await askReason(vscode.l10n.t('Reject Edit')));
    if (decision) await this.decide(target, decision, argument);
  }

  async acceptAll(): Promise<void> {
    const source = await this.parts.session();
    if (source.proposals().length === 0) return sayNoneWaits();
    await this.decideAll({ type: 'accepted' });
  }

  async rejectAll(): Promise<void> {
    const source = await this.parts.session();
    if (source.proposals().length === 0) return sayNoneWaits();
    const decision = await askReason(vscode.l10n.t('Reject All Edits'));
    if (decision) await this.decideAll(decision);
  }

  /** Decides all edits of the session, and says which wait even so. */
  async decideAll(decision: PersonDecision): Promise<void> {
    const left = await this.parts.review.decideAll(await this.parts.session(), decision);
    if (left.length === 0) return;
    const message = vscode.l10n.t(
      'Still waiting, as the file changed meanwhile or could not be saved: {0}. Look at the diff, then accept or reject.',
      formatList(left.map(({ path }) => path)),
    );
    warn(message);
  }

  async reviewAll(): Promise<void> {
    if (!(await this.parts.review.openAll(await this.parts.session()))) sayNoneWaits();
  }

  /** Shows the edits of one row. */
  async open(argument: unknown): Promise<void> {
    const target = await this.targetOf(argument);
    const [first] = target ? waitingIn(target) : [];
    if (target && first) await this.parts.review.open(target.source, first, { focus: true });
  }

  /** Shows the next waiting edit (1), or the previous one (-1), after the one in the active editor. Keys may come quicker than editors open. */
  step(direction: 1 | -1): Promise<void> {
    const step = this.stepped.then(() => this.stepOnce(direction));
    this.stepped = step.catch(() => undefined);
    return step;
  }

  private async stepOnce(direction: 1 | -1): Promise<void> {
    const shown = activeProposal();
    const source = shown ? await this.parts.find(shown.source) : await this.parts.session();
    const edits = source.proposals().map(({ action }) => action);
    const at = edits.findIndex(({ id }) => id === shown?.action);
    const next = at === -1 ? edits.at(direction === 1 ? 0 : -1) : edits.at((at + direction) % edits.length);
    if (!next) return sayNoneWaits();
    await this.parts.review.open(source, next, { focus: true });
    await toldThatItShows(next.id);
  }

  private async decide({ source, edits }: Target, decision: PersonDecision, argument: unknown): Promise<void> {
    // A row is decided from the Source Control view, where the focus stays.
    const focus = !isWaitingResource(argument);
    for (const edit of edits) await this.parts.review.decide(source, edit, decision, { focus });
  }

  /** Without a proposal in an editor, what waits is shown, to be seen before it is decided. */
  private async targetOf(argument: unknown): Promise<Target | undefined> {
    if (isWaitingResource(argument)) {
      const { session, edits } = argument.file;
      return { source: await this.parts.find(session), edits: edits.map(({ id }) => id) };
    }
    const shown = (argument instanceof vscode.Uri && parseProposalUri(argument)) || activeProposal();
    if (shown) return { source: await this.parts.find(shown.source), edits: [shown.action] };
    await this.reviewAll();
    return undefined;
  }
}

/** The window shows a proposal before it tells extensions so: where to go from there is known only then. */
async function toldThatItShows(action: string): Promise<void> {
  const told = Promise.withResolvers<void>();
  const look = () => activeProposal()?.action === action && told.resolve();
  const listener = vscode.window.tabGroups.onDidChangeTabs(look);
  // The user may be somewhere else by now.
  const limit = setTimeout(told.resolve, TOLD_WITHIN_MS);
  look();
  await told.promise;
  clearTimeout(limit);
  listener.dispose();
}

function waitingIn({ source, edits }: Target): ReviewedEdit[] {
  return source.proposals().flatMap(({ action }) => (edits.includes(action.id) ? [action] : []));
}

function sayNoneWaits(): void {
  inform(vscode.l10n.t('No edit is waiting for you.'));
}

/** Undefined where the user thinks better of it. */
async function askReason(title: string): Promise<PersonDecision | undefined> {
  const feedback = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Why? Kimi reads it. Enter rejects with or without a reason, Escape does nothing.'),
    ignoreFocusOut: true,
  });
  if (feedback === undefined) return undefined;
  const reason = feedback.trim();
  return { type: 'rejected', ...(reason === '' ? {} : { feedback: reason }) };
}
