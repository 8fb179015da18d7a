import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { FollowedRename, WriteTarget } from '../../../agent/contracts/workspace.ts';
import { LocalizedError } from '../../../session/localizedError.ts';
import { pathExists } from '../../../util/system/pathExists.ts';
import { checkPlace } from './checkPlace.ts';
import { checkTarget } from './checkTarget.ts';
import { decodeFile } from './fileText.ts';
import { followsRename } from './followsRename.ts';

/** Language servers change importing files within the renaming, or just after it: so long is waited for the first one. */
const FOLLOWING_MS = 250;

/** See Workspace.renameFile. */
export async function renameFile(
  source: WriteTarget,
  destination: WriteTarget,
  also: FollowedRename,
): Promise<'applied' | 'conflict'> {
  const [from, to] = [vscode.Uri.file(source.path), vscode.Uri.file(destination.path)];
  await checkPlace(source);
  if (!(await pathExists(from.fsPath)) || (await pathExists(to.fsPath))) return 'conflict';
  await checkTarget(from.fsPath, 'remove');
  await checkTarget(to.fsPath, 'write');
  const unsaved = new Set(vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty));
  /** With what their files still hold: the changes are in the editors alone so far. */
  const changed = new Map<vscode.TextDocument, Uint8Array>();
  const listener = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    const { uri } = document;
    const itself = uri.toString() === from.toString() || uri.toString() === to.toString();
    if (uri.scheme !== 'file' || itself || contentChanges.length === 0 || changed.has(document)) return;
    changed.set(document, readFileSync(uri.fsPath));
  });
  try {
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(from, to, { overwrite: false });
    await checkPlace(source);
    await checkPlace(destination);
    if (!(await vscode.workspace.applyEdit(edit))) {
      throw new LocalizedError(
        `VS Code could not rename ${from.fsPath} to ${to.fsPath}.`,
        vscode.l10n.t('VS Code could not rename {0} to {1}.', from.fsPath, to.fsPath),
      );
    }
    await settle(changed);
  } finally {
    listener.dispose();
  }
  for (const [document, before] of changed) {
    const { fsPath } = document.uri;
    const { text } = await decodeFile(fsPath, before);
    // What the user types in is theirs to save.
    const saves = !unsaved.has(document) && followsRename(text, document.getText(), from.fsPath, to.fsPath);
    also(fsPath, before, saves);
    if (saves) await document.save();
  }
  return 'applied';
}

/** Waits until no further file has changed for a while. */
async function settle(changed: ReadonlyMap<unknown, unknown>): Promise<void> {
  for (let before = -1; before !== changed.size; ) {
    before = changed.size;
    await new Promise((resolve) => setTimeout(resolve, FOLLOWING_MS));
  }
}
