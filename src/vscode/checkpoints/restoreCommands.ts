import * as vscode from 'vscode';
import type { Prompt } from '../../agent/events/events.ts';
import type { ChatSession } from '../../session/chatSession.ts';
import type { RestorePlan } from '../../session/checkpoints/checkpoints.ts';
import { isRunning, type UserBlock } from '../../shared/transcript/reduce.ts';
import type { ChatView } from '../panel/chatView.ts';
import type { EditorQueue } from '../review/editorQueue.ts';
import { wordReadOnly } from '../ui/errorMessages.ts';
import { inform, warn } from '../ui/messages.ts';
import { closePreview, openChange, previewRestore, reviewChanges } from './checkpointDiffs.ts';
import { RestorePreview } from './restorePreview.ts';
import {
  askOverwrite,
  pickChoice,
  pickFiles,
  pickPrompt,
  questionOf,
  type RestoreChoice,
  tellLeft,
  tellLost,
} from './restorePrompts.ts';

export interface RestoreParts {
  view: ChatView;
  editors: EditorQueue;
  session(): Promise<ChatSession>;
  /** Makes a prompt's media part of the draft again. */
  takeBack(prompt: Prompt, session: ChatSession): Promise<void>;
}

/** Going back to before a turn, in files, in the conversation or in both, and forward again. */
export class RestoreCommands {
  readonly confirmation: RestorePreview;
  private readonly parts: RestoreParts;

  constructor(parts: RestoreParts) {
    this.parts = parts;
    this.confirmation = new RestorePreview(parts.view);
  }

  /** Undoes what the newest turn changed, by edits and by commands; with `path`, of one file. */
  async undoTurn(path?: string): Promise<void> {
    const session = await this.restingSession();
    if (!session) return;
    const plan = await session.checkpoints.planUndo(path);
    if (isEmpty(plan)) return inform(vscode.l10n.t('The last turn left no changes to undo.'));
    tellLost(plan);
    const overwrite = await askOverwrite(plan, vscode.l10n.t('Undo Anyway'));
    if (overwrite === undefined) return;
    tellLeft(await session.checkpoints.rewind(plan, { overwrite, conversation: false }), plan, overwrite);
  }

  /** Takes the newest undoing or restoring since the last prompt back. */
  async redo(): Promise<void> {
    const session = await this.restingSession();
    if (!session) return;
    const plan = await session.checkpoints.planRedo();
    if (!plan) return inform(vscode.l10n.t('There is nothing to redo.'));
    tellLost(plan);
    const overwrite = await askOverwrite(plan, vscode.l10n.t('Redo Anyway'));
    if (overwrite !== undefined) tellLeft(await session.checkpoints.redo(plan, overwrite), plan, overwrite);
  }

  /** Goes back to a message: asks for what, shows what it would do to files, and does it once the user says so. */
  async restore(turn?: number): Promise<void> {
    const session = await this.restingSession();
    if (!session) return;
    const prompts = session.transcript.blocks.filter((block) => block.type === 'user').filter(({ steers }) => !steers);
    const prompt = turn === undefined ? await pickPrompt(prompts) : prompts.find((block) => block.turn === turn);
    if (!prompt) return;
    const plan = await session.checkpoints.planRewind(prompt.turn);
    const choice = await pickChoice(plan);
    if (!choice) return;
    try {
      await this.rewind(session, plan, choice);
    } finally {
      // Also where a file could not be written: the message is gone from the conversation.
      if (session.transcript.blocks.every(({ id }) => id !== prompt.id)) await this.returnPrompt(prompt, session);
    }
  }

  /**
   * Goes back to before a turn, so that another prompt can take its place; where files were changed since, the user chooses what
   * becomes of them. False where they think better of it.
   */
  async goBack(turn: number): Promise<boolean> {
    const session = await this.restingSession();
    if (!session) return false;
    const plan = await session.checkpoints.planRewind(turn);
    const untouched = plan.files.length + plan.lost.length === 0;
    const choice = untouched ? { files: false, conversation: true } : await pickFiles(plan);
    return choice !== undefined && (await this.rewind(session, plan, choice));
  }

  async review(turn: number): Promise<void> {
    const session = await this.parts.session();
    await reviewChanges(this.parts.editors, session.id, session.checkpoints.changesOf(turn));
  }

  async open(turn: number, path: string): Promise<void> {
    const session = await this.parts.session();
    const change = session.checkpoints.changesOf(turn).find((candidate) => candidate.path === path);
    if (change) await openChange(this.parts.editors, session.id, change);
  }

  private async restingSession(): Promise<ChatSession | undefined> {
    const session = await this.parts.session();
    if (isRunning(session.transcript)) warn(vscode.l10n.t('Kimi is still working. Stop it, or wait.'));
    else if (session.readOnly) warn(wordReadOnly(session.readOnly));
    else return session;
    return undefined;
  }

  /** Brings back what was chosen, once the user has seen what that does to files. False where they think better of it. */
  private async rewind(session: ChatSession, plan: RestorePlan, choice: RestoreChoice): Promise<boolean> {
    const overwrite = choice.files ? await this.confirmFiles(session, plan) : false;
    if (overwrite === undefined) return false;
    const chosen = choice.files ? plan : { ...plan, files: [], lost: [], cutOff: false, unlisted: 0 };
    const { conversation } = choice;
    tellLeft(await session.checkpoints.rewind(chosen, { overwrite, conversation }), chosen, overwrite);
    return true;
  }

  /** With the preview open behind the question. Undefined where nothing is to be done. */
  private async confirmFiles(session: ChatSession, plan: RestorePlan): Promise<boolean | undefined> {
    if (plan.files.length === 0) {
      tellLost(plan);
      return false;
    }
    await previewRestore(this.parts.editors, session.id, plan);
    const answer = await this.confirmation.ask(questionOf(plan));
    await closePreview(this.parts.editors);
    return answer === 'cancel' ? undefined : answer === 'overwrite';
  }

  private async returnPrompt(prompt: UserBlock, session: ChatSession): Promise<void> {
    const { text, attachments } = prompt;
    this.parts.view.deliver({ type: 'promptReturned', prompt: { text, attachments } });
    await this.parts.takeBack(prompt, session);
  }
}

function isEmpty({ files, lost, cutOff }: RestorePlan): boolean {
  return files.length + lost.length === 0 && !cutOff;
}
