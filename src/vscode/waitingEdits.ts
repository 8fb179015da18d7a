import * as vscode from 'vscode';
import type { EditAction, Entry } from '../agent/events.ts';
import type { ChatSession } from '../session/chatSession.ts';
import { rememberEditsWait } from './editsWaited.ts';
import { ProposalDecorations } from './proposalDecorations.ts';
import { WaitingGroup } from './sourceControl.ts';
import { waitingFiles } from './waitingFiles.ts';

/** Shows, everywhere but in the panel and in diffs, which files wait for the person. */
export class WaitingEdits implements vscode.Disposable {
  private readonly memory: vscode.Memento;
  private readonly group = new WaitingGroup();
  private readonly decorations = new ProposalDecorations();
  /** Edits that are being applied unasked: they wait for nobody. */
  private readonly applying = new Set<string>();

  constructor(memory: vscode.Memento) {
    this.memory = memory;
  }

  /** Another session is shown, or this one was read anew. */
  open(session: ChatSession): void {
    this.applying.clear();
    this.show(session);
  }

  /** `asks` tells whether an edit that was just proposed is going to wait for the person. */
  follow(session: ChatSession, entries: readonly Entry[], asks: (edit: EditAction) => boolean): void {
    let touched = false;
    for (const { event } of entries) {
      if (!event.type.startsWith('action.')) continue;
      touched = true;
      if (event.type === 'action.requested' && event.action.type === 'edit' && !asks(event.action)) {
        this.applying.add(event.action.id);
      }
      if (event.type === 'action.failed' || event.type === 'action.decided') this.applying.delete(event.id);
    }
    if (touched) this.show(session);
  }

  dispose(): void {
    this.group.dispose();
    this.decorations.dispose();
  }

  private show(session: ChatSession): void {
    const files = waitingFiles(session).filter(({ edits }) => edits.some(({ id }) => !this.applying.has(id)));
    const count = files.reduce((sum, { edits }) => sum + edits.length, 0);
    this.group.show(files);
    this.decorations.show(files);
    void vscode.commands.executeCommand('setContext', 'askKimi.pendingEdits', count > 0);
    void vscode.commands.executeCommand('setContext', 'askKimi.severalEdits', count > 1);
    rememberEditsWait(this.memory, count > 0);
  }
}
