import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';

/**
 * Puts exactly these bytes in place of those (null: no file). Through the window, so that open editors follow, and so that a
 * file is whole even when the extension host ends in the middle. 'conflict', and nothing changed, where the file holds other
 * bytes or unsaved changes.
 */
export async function writeBytes(
  uri: vscode.Uri,
  before: Uint8Array | null,
  after: Uint8Array | null,
): Promise<'applied' | 'conflict'> {
  const current = await bytesOf(uri);
  const same = current === null || before === null ? current === before : current.equals(before);
  if (!same || isDirty(uri)) return 'conflict';
  if (after === null && before === null) return 'applied';
  const edit = new vscode.WorkspaceEdit();
  if (after === null) edit.deleteFile(uri);
  else edit.createFile(uri, { overwrite: before !== null, contents: after });
  if (await vscode.workspace.applyEdit(edit)) return 'applied';
  throw new Error(
    after === null ? `VS Code could not delete ${uri.fsPath}.` : `VS Code could not write ${uri.fsPath}.`,
  );
}

/** See Workspace.renameFile. */
export async function renameFile(from: vscode.Uri, to: vscode.Uri): Promise<'applied' | 'conflict'> {
  if ((await bytesOf(from)) === null || (await bytesOf(to)) !== null) return 'conflict';
  const edit = new vscode.WorkspaceEdit();
  edit.renameFile(from, to, { overwrite: false });
  if (await vscode.workspace.applyEdit(edit)) return 'applied';
  throw new Error(`VS Code could not rename ${from.fsPath} to ${to.fsPath}.`);
}

async function bytesOf(uri: vscode.Uri): Promise<Buffer | null> {
  return await readFile(uri.fsPath).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
}

function isDirty(uri: vscode.Uri): boolean {
  return vscode.workspace.textDocuments.some((open) => open.isDirty && open.uri.toString() === uri.toString());
}
