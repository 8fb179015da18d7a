import * as vscode from 'vscode';
import type { WaitingFile } from './pendingFiles.ts';

/** What waits for the user about a file, for a tooltip: `Edit by Kimi waits for you: +3 −1`. */
export function pendingFileLabel(file: WaitingFile): string {
  const notes = [
    ...(file.troubled ? [vscode.l10n.t('The file changed meanwhile: see its diff.')] : []),
    ...(file.unsaved ? [vscode.l10n.t('Accepting also saves your unsaved changes.')] : []),
  ];
  return notes.length > 0 ? vscode.l10n.t('{0}. {1}', wordKind(file), notes.join(' ')) : wordKind(file);
}

function wordKind({ kind, from, added, removed }: WaitingFile): string {
  const counts = `+${added} −${removed}`;
  switch (kind) {
    case 'changed':
      return vscode.l10n.t('Edit by Kimi waits for you: {0}', counts);
    case 'created':
      return vscode.l10n.t('New file by Kimi waits for you: {0}', counts);
    case 'deleted':
      return vscode.l10n.t('Deletion by Kimi waits for you: {0}', counts);
    case 'renamed':
      return vscode.l10n.t('Renaming by Kimi waits for you: from {0}', from?.path ?? '');
  }
}
