import * as vscode from 'vscode';
import { isNotFound } from '../../../util/system/isNotFound.ts';
import { readRegularFile } from '../regularFile.ts';
import { openDocument } from './fileText.ts';

/** What the file holds, or would once the user's unsaved changes were saved; null where there is none. */
export async function currentBytes(uri: vscode.Uri): Promise<Uint8Array | null> {
  const document = dirtyDocument(uri);
  if (document) return await vscode.workspace.encode(document.getText(), { encoding: document.encoding });
  return await readRegularFile(uri.fsPath).catch((error: unknown) => {
    if (isNotFound(error)) return null;
    throw error;
  });
}

export function dirtyDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  const document = openDocument(uri);
  return document?.isDirty ? document : undefined;
}
