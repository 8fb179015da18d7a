import * as vscode from 'vscode';
import type { ChatSession } from '../../session/chatSession.ts';
import { openDocument } from '../workspace/edits/fileText.ts';

/** Knows which waiting edits are of files with unsaved changes, which accepting would save too. */
export class UnsavedFiles implements vscode.Disposable {
  private session: Pick<ChatSession, 'proposals'> | undefined;
  private readonly onChanged: (actions: string[]) => void;
  private readonly listener: vscode.Disposable;
  private known: string[] = [];

  /** `onChanged` gets the ids of those edits whenever they are others than before. */
  constructor(onChanged: (actions: string[]) => void) {
    this.onChanged = onChanged;
    // Documents tell so of their contents, and of becoming saved or unsaved.
    this.listener = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(() => this.refresh()),
      vscode.workspace.onDidSaveTextDocument(() => this.refresh()),
      vscode.workspace.onDidCloseTextDocument(() => this.refresh()),
    );
  }

  get actions(): string[] {
    return this.known;
  }

  /** The waiting edits may be others now, or another session's. */
  follow(session: Pick<ChatSession, 'proposals'>): void {
    this.session = session;
    this.refresh();
  }

  dispose(): void {
    this.listener.dispose();
  }

  private refresh(): void {
    const waiting = this.session?.proposals() ?? [];
    if (waiting.length === 0 && this.known.length === 0) return;
    const actions = waiting
      .filter(({ action, after }) => after !== null && !action.to)
      .filter(({ action }) => openDocument(vscode.Uri.file(action.absolutePath))?.isDirty)
      .map(({ action }) => action.id);
    if (actions.join() === this.known.join()) return;
    this.known = actions;
    this.onChanged(actions);
  }
}
