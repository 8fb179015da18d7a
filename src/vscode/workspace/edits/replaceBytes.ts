import * as vscode from 'vscode';
import type { WriteTarget } from '../../../agent/contracts/workspace.ts';
import { LocalizedError } from '../../../session/localizedError.ts';
import { checkPlace } from './checkPlace.ts';
import { checkTarget } from './checkTarget.ts';
import { currentBytes, dirtyDocument } from './currentBytes.ts';

/**
 * Puts exactly these bytes in place of those (null: no file). Through the window, so that open editors follow, and so that a
 * file is whole even when the extension host ends in the middle. 'conflict', and nothing changed, where the file, or its unsaved
 * text, is other bytes.
 */
export async function replaceBytes(
  target: WriteTarget,
  before: Uint8Array | null,
  after: Uint8Array | null,
): Promise<'applied' | 'conflict'> {
  const uri = vscode.Uri.file(target.path);
  await checkPlace(target);
  await checkTarget(uri.fsPath, after === null ? 'remove' : 'write');
  const current = await currentBytes(uri);
  const same = current === null || before === null ? current === before : Buffer.compare(current, before) === 0;
  if (!same) return 'conflict';
  if (after === null && before === null) return 'applied';
  // An editor with unsaved changes would outlive its file.
  if (after === null) await dirtyDocument(uri)?.save();
  const edit = new vscode.WorkspaceEdit();
  if (after === null) edit.deleteFile(uri);
  else edit.createFile(dirtyDocument(uri)?.uri ?? uri, { overwrite: before !== null, contents: after });
  await checkPlace(target);
  if (await vscode.workspace.applyEdit(edit)) return 'applied';
  const { fsPath } = uri;
  throw after === null
    ? new LocalizedError(`VS Code could not delete ${fsPath}.`, vscode.l10n.t('VS Code could not delete {0}.', fsPath))
    : new LocalizedError(`VS Code could not write ${fsPath}.`, vscode.l10n.t('VS Code could not write {0}.', fsPath));
}
