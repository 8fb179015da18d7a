import * as vscode from 'vscode';
import type { Entry } from '../../agent/events/events.ts';
import type { ChatSession } from '../../session/chatSession.ts';
import { rememberEditsWait } from './hasPendingEdits.ts';
import { PendingDecorations } from './pendingDecorations.ts';
import { pendingFiles } from './pendingFiles.ts';
import { WaitingGroup } from './pendingSourceControl.ts';
import { editUri } from './proposalUri.ts';

/** Shows, everywhere but in the panel and in diffs, which files wait for the user. */
export class PendingEditsViews implements vscode.Disposable {
  private readonly memory: vscode.Memento;
  private readonly group = new WaitingGroup();
  private readonly decorations = new PendingDecorations();
  private session: ChatSession | undefined;
  private unsaved: readonly string[] = [];

  constructor(memory: vscode.Memento) {
    this.memory = memory;
  }

  /** Another session is shown, or this one was read anew. */
  open(session: ChatSession): void {
    this.show(session);
  }

  follow(session: ChatSession, entries: readonly Entry[]): void {
    if (entries.some(({ event }) => event.type.startsWith('action.'))) this.show(session);
  }

  /** The edits whose files have unsaved changes are these now. */
  markUnsaved(edits: readonly string[]): void {
    this.unsaved = edits;
    if (this.session) this.show(this.session);
  }

  dispose(): void {
    this.group.dispose();
    this.decorations.dispose();
  }

  private show(session: ChatSession): void {
    this.session = session;
    const files = pendingFiles(session, this.unsaved);
    const count = files.reduce((sum, { edits }) => sum + edits.length, 0);
    this.group.show(files);
    this.decorations.show(files);
    const saving = files
      .flatMap(({ edits }) => edits)
      .filter(({ id }) => this.unsaved.includes(id))
      .flatMap((edit) => [true, false].map((plain) => editUri(session.id, edit, 'after', { plain }).toString()));
    const contexts = {
      pendingEdits: count > 0,
      severalEdits: count > 1,
      savingEdits: saving,
      acceptingSaves: saving.length > 0,
    };
    for (const [name, value] of Object.entries(contexts)) {
      void vscode.commands.executeCommand('setContext', `askKimi.${name}`, value);
    }
    rememberEditsWait(this.memory, count > 0);
  }
}
