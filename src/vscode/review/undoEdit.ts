import * as vscode from 'vscode';
import type { ChatSession } from '../../session/chatSession.ts';
import { isNotFound } from '../../util/system/isNotFound.ts';
import { warn } from '../ui/messages.ts';

/** Undoes an accepted edit, asking first where the file was changed since. */
export async function undoEdit(session: ChatSession, action: string, shown: string): Promise<void> {
  const undone = await session.undo(action).catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
    const words = vscode.l10n.t('{0} cannot be brought back: its text before the edit is no longer kept.', shown);
    warn(words);
    return 'undone' as const;
  });
  if (undone === 'undone') return;
  const undo = vscode.l10n.t('Undo and Lose Changes');
  const question = vscode.l10n.t('{0} was changed after the edit was accepted. Undo the edit even so?', shown);
  const detail = vscode.l10n.t('The file goes back to what it was before the edit: later changes to it are lost.');
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, undo);
  if (answer === undo) await session.undo(action, { overwrite: true });
}
