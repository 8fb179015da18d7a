import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';

/** The open workspace folder. */
export function workspaceFolder(): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error('The tests need an open folder.');
  return folder.uri.fsPath;
}

/** A new folder inside the workspace, gone with its editors when disposed. */
export async function testFolder(): Promise<{ path: string } & AsyncDisposable> {
  const folder = await mkdtemp(path.join(workspaceFolder(), 'test-'));
  return {
    path: folder,
    async [Symbol.asyncDispose]() {
      await closeEverything();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Closes all editors; what is unsaved in them is lost, as in a test nothing may ask. */
export async function closeEverything(): Promise<void> {
  for (const document of vscode.workspace.textDocuments) {
    if (!document.isDirty) continue;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** Opens a file in an editor. */
export async function show(file: string): Promise<vscode.TextEditor> {
  return await vscode.window.showTextDocument(vscode.Uri.file(file));
}

/** Types into an open file without saving it. */
export async function change(editor: vscode.TextEditor, text: string): Promise<void> {
  const all = new vscode.Range(new vscode.Position(0, 0), editor.document.positionAt(Number.MAX_SAFE_INTEGER));
  await editor.edit((edit) => edit.replace(all, text));
}
