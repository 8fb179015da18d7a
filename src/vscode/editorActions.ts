import path from 'node:path';
import * as vscode from 'vscode';
import type { Workspace } from '../agent/workspace.ts';
import { inform } from './tell.ts';

/** Opens a file that the model or a card names; `line` is 1-based. Says so where nothing is there. */
export async function openFile(workspace: Workspace, named: string, line?: number): Promise<void> {
  const { absolutePath, path: shown } = await workspace.resolve(named);
  const found = await workspace.stat(absolutePath);
  const uri = vscode.Uri.file(absolutePath);
  if (!found) {
    inform(vscode.l10n.t('There is no file {0}.', shown));
  } else if (found.type === 'folder') {
    await vscode.commands.executeCommand('revealInExplorer', uri);
  } else {
    const at = new vscode.Position(Math.max(0, (line ?? 1) - 1), 0);
    const options = line === undefined ? {} : { selection: new vscode.Range(at, at) };
    await vscode.commands.executeCommand('vscode.open', uri, { preview: true, ...options });
  }
}

/** Opens web and mail links alone: the text that holds them was written by a model. */
export async function openLink(href: string): Promise<void> {
  const uri = vscode.Uri.parse(href, true);
  if (['http', 'https', 'mailto'].includes(uri.scheme)) await vscode.env.openExternal(uri);
}

export async function insertAtCursor(text: string): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    inform(vscode.l10n.t('Open a file and put the cursor where the code belongs.'));
    return;
  }
  await editor.edit((edit) => edit.replace(editor.selection, text));
  await vscode.window.showTextDocument(editor.document, editor.viewColumn);
}

/** The active file with its selection, or all of it, replaced by `text`. Undefined, with a message, where no file is active. */
export async function replaceInActiveFile(
  workspace: Workspace,
  text: string,
): Promise<{ absolutePath: string; before: string; after: string } | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.uri.scheme !== 'file') {
    inform(vscode.l10n.t('Open the file that the code belongs to, then apply it.'));
    return undefined;
  }
  const { document, selection } = editor;
  const absolutePath = path.normalize(document.uri.fsPath);
  const before = await workspace.readText(absolutePath);
  const code = document.eol === vscode.EndOfLine.CRLF ? text.replace(/\r?\n/g, '\r\n') : text;
  if (selection.isEmpty) return { absolutePath, before, after: code };
  const current = document.getText();
  const after =
    current.slice(0, document.offsetAt(selection.start)) + code + current.slice(document.offsetAt(selection.end));
  return { absolutePath, before, after };
}
