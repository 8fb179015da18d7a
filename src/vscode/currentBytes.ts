import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';

/** What the file holds, or would once the person's unsaved changes were saved; null where there is none. */
export async function currentBytes(uri: vscode.Uri): Promise<Uint8Array | null> {
  const document = dirtyDocument(uri);
  if (document) return await vscode.workspace.encode(document.getText(), { encoding: document.encoding });
  return await readFile(uri.fsPath).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
}

export function dirtyDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((open) => open.isDirty && open.uri.toString() === uri.toString());
}
