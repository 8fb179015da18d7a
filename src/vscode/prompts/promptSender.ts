import * as vscode from 'vscode';
import { MediaRefused } from '../../agent/contracts/media.ts';
import type { Prompt } from '../../agent/events/events.ts';
import type { ChatSession } from '../../session/chatSession.ts';
import { isRunning } from '../../shared/transcript/reduce.ts';
import type { RestoreCommands } from '../checkpoints/restoreCommands.ts';
import type { ApiKeys } from '../endpoint/apiKeys.ts';
import type { ContextWindowSizes } from '../endpoint/contextWindowSizes.ts';
import type { EndpointCommands } from '../endpoint/endpointCommands.ts';
import type { ChatView } from '../panel/chatView.ts';
import type { PanelMedia } from '../panel/panelMedia.ts';
import { readPanelState } from '../panel/panelState.ts';
import { messageOf, wordMediaRefusal, wordReadOnly } from '../ui/errorMessages.ts';
import { inform } from '../ui/messages.ts';
import type { VscodeWorkspace } from '../workspace/workspace.ts';
import { chosenAttachment } from './attachments.ts';
import type { Problem } from './codeActions.ts';
import { type Task, taskPrompt } from './quickTasks.ts';
import type { SlashCommands } from './slash/slashCommands.ts';

export interface PromptParts {
  view: ChatView;
  workspace: VscodeWorkspace;
  keys: ApiKeys;
  windows: ContextWindowSizes;
  media: PanelMedia;
  restores: RestoreCommands;
  slash: SlashCommands;
  endpoints: EndpointCommands;
  session(): Promise<ChatSession>;
}

/** The ways in which the user puts something to Kimi. A prompt that cannot be sent goes back into the input. */
export class PromptSender {
  private readonly parts: PromptParts;

  constructor(parts: PromptParts) {
    this.parts = parts;
  }

  /** Sends what the user typed, which may begin with a command. */
  async sendTyped(prompt: Prompt, how: { steers?: boolean; replaces?: number }): Promise<void> {
    const { view, slash } = this.parts;
    const { text } = prompt;
    try {
      const taken = await slash.take(prompt);
      if (taken === 'plain') return await this.send(prompt, how);
      if (taken === 'done') return view.deliver({ type: 'promptTaken', text });
      if (taken === 'cancelled') return view.deliver({ type: 'promptRefused', prompt, reason: '' });
      view.deliver({ type: 'promptTaken', text, as: taken.text });
      await this.send(taken, how, prompt);
    } catch (error) {
      view.deliver({ type: 'promptRefused', prompt, reason: messageOf(error) });
    }
  }

  /** While a turn runs the prompt waits. `replaces`: the conversation goes back to before this turn first. `typed` goes back into the input. */
  async send(prompt: Prompt, how: { steers?: boolean; replaces?: number } = {}, typed = prompt): Promise<void> {
    const { view, media, restores, endpoints } = this.parts;
    const session = await this.parts.session();
    const refusal = await this.refusal(session);
    if (refusal) {
      view.deliver({ type: 'promptRefused', prompt: typed, reason: refusal.reason });
      if (refusal.needsKey) await endpoints.setApiKey();
      return;
    }
    restores.confirmation.answer('cancel');
    if (how.replaces !== undefined && !(await restores.goBack(how.replaces))) {
      view.deliver({ type: 'promptRefused', prompt: typed, reason: '' });
      return;
    }
    await media.handOver(prompt, session);
    const sent = isRunning(session.transcript)
      ? session.waiting.add(prompt, how.steers ?? false)
      : session.send(prompt);
    await sent.catch((error: unknown) => {
      const reason = error instanceof MediaRefused ? wordMediaRefusal(error.refusal) : messageOf(error);
      view.deliver({ type: 'promptRefused', prompt: typed, reason });
    });
  }

  /** Asks for a key. A turn that ended for want of one is tried again. */
  async setApiKey(): Promise<void> {
    if (!(await this.parts.endpoints.setApiKey())) return;
    const session = await this.parts.session();
    const last = session.transcript.blocks.at(-1);
    const refused = last?.type === 'error' && (last.failure.code === 'noKey' || last.failure.code === 'invalidKey');
    if (refused && !session.readOnly && !isRunning(session.transcript)) await session.resume();
  }

  /** Compacts the session; `focus` is what the user wants kept in mind. Rejects with words for the user where that cannot be. */
  async compact(focus: string): Promise<void> {
    const session = await this.parts.session();
    const refusal = await this.refusal(session);
    if (refusal) throw new Error(refusal.reason);
    const begun = await session.compact(focus);
    if (begun === 'nothing') inform(vscode.l10n.t('There is too little in this session to compact.'));
    if (begun === 'later') inform(vscode.l10n.t('The session is compacted before Kimi’s next step.'));
  }

  /** Does what the user wants with a prompt that waits. */
  async handleQueued(id: string, action: 'hasten' | 'remove' | 'edit'): Promise<void> {
    const session = await this.parts.session();
    if (action === 'hasten') return await session.waiting.hasten(id);
    const prompt = session.waiting.take(id);
    if (!prompt || action === 'remove') return;
    this.parts.view.deliver({ type: 'promptReturned', prompt });
    await this.parts.media.takeBack(prompt, session);
  }

  /** Opens the panel, to write in. */
  async ask(): Promise<void> {
    const { view } = this.parts;
    await view.show();
    view.deliver({ type: 'focusInput' });
  }

  /** Opens the panel with the selection, or else the current file, attached. */
  async askSelection(): Promise<void> {
    const { view, workspace } = this.parts;
    const attachment = await chosenAttachment(vscode.window.activeTextEditor, workspace);
    if (attachment === 'refused') return;
    await view.show();
    view.deliver(attachment ? { type: 'attach', attachment } : { type: 'focusInput' });
  }

  /** Runs a task on the selection, or else the current file; a quick fix says which problem it is for. */
  async runTask(task: Task, problem?: Problem): Promise<void> {
    const { view, workspace } = this.parts;
    const editor = vscode.window.activeTextEditor;
    const range = problem ? new vscode.Selection(problem.range.start, problem.range.end) : undefined;
    const attachment = await chosenAttachment(editor, workspace, range);
    if (attachment === 'refused') return;
    if (!attachment) return inform(vscode.l10n.t('Open a file and select the code that this is about.'));
    const text = problem ? vscode.l10n.t('Fix this problem: {0}', problem.message) : taskPrompt(task);
    await view.show();
    await this.send({ text, attachments: [attachment] });
  }

  /** Why a prompt cannot be sent now, in words that say what to do. */
  private async refusal(session: ChatSession): Promise<{ reason: string; needsKey: boolean } | undefined> {
    const { keys, windows, endpoints } = this.parts;
    const refuse = (reason: string, needsKey = false) => ({ reason, needsKey });
    if (session.readOnly) return refuse(wordReadOnly(session.readOnly));
    const { problem, key } = await readPanelState({ keys, windows, offered: undefined, standings: [] });
    if (problem !== undefined) return refuse(problem);
    if (key === 'missing') return refuse(vscode.l10n.t('Set an API key first, then send this again.'), true);
    const reason = await endpoints.refusal();
    return reason === undefined ? undefined : refuse(reason);
  }
}
