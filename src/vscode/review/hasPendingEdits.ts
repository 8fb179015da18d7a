import type * as vscode from 'vscode';

const MEMORY_KEY = 'askKimi.editsWait';

/** Whether edits waited when this workspace was last used, so that a new window shows them without being asked. */
export function hasPendingEdits(memory: vscode.Memento): boolean {
  return memory.get(MEMORY_KEY) === true;
}

export function rememberEditsWait(memory: vscode.Memento, wait: boolean): void {
  if (hasPendingEdits(memory) !== wait) void memory.update(MEMORY_KEY, wait || undefined);
}
