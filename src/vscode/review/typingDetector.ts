import * as vscode from 'vscode';

/** Milliseconds after a keystroke in an editor during which nothing may open by itself. */
const PAUSE_MS = 3_000;

/** Notices when the user types in an editor. */
export class TypingDetector implements vscode.Disposable {
  private last = Number.NEGATIVE_INFINITY;
  private readonly listener: vscode.Disposable;

  constructor() {
    this.listener = vscode.window.onDidChangeTextEditorSelection(({ kind }) => {
      if (kind === vscode.TextEditorSelectionChangeKind.Keyboard) this.last = performance.now();
    });
  }

  /** Whether the last keystroke is recent, and came after `since` (as `performance.now()` has it). */
  isUnderway(since = Number.NEGATIVE_INFINITY): boolean {
    return this.last > since && performance.now() - this.last < PAUSE_MS;
  }

  dispose(): void {
    this.listener.dispose();
  }
}
