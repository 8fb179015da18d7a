import * as vscode from 'vscode';
import { ownPromptsFolder } from './findPromptFiles.ts';

/** Makes a prompt of the user's own, which is then there in every workspace as `/name`, and opens it. */
export async function newPrompt(storage: vscode.Uri): Promise<void> {
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('New Prompt'),
    prompt: vscode.l10n.t('What is to be written after / for it'),
    validateInput: (value) =>
      /^[\p{L}\p{N}_.-]+$/u.test(value) ? undefined : vscode.l10n.t('Letters, digits, dots, dashes and underscores'),
  });
  if (!name) return;
  const file = vscode.Uri.joinPath(ownPromptsFolder(storage), `${name}.md`);
  const text = vscode.l10n.t('---\ndescription: What it does\n---\n\nWhat Kimi is to do with $ARGUMENTS.\n');
  const there = await Promise.resolve(vscode.workspace.fs.stat(file)).catch(() => undefined);
  if (!there) await vscode.workspace.fs.writeFile(file, Buffer.from(text));
  await vscode.window.showTextDocument(file);
}
