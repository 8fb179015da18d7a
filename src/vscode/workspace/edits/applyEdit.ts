import path from 'node:path';
import * as vscode from 'vscode';
import type { WriteTarget } from '../../../agent/contracts/workspace.ts';
import { LocalizedError } from '../../../session/localizedError.ts';
import { pathExists } from '../../../util/system/pathExists.ts';
import { checkPlace } from './checkPlace.ts';
import { checkTarget } from './checkTarget.ts';
import { applyTextEdit } from './editTextDocument.ts';
import { decodeFile, encodeNewFile, encodeText, type FileText, openDocument, readFileText } from './fileText.ts';
import { changeNotebook, openNotebook, unsavedText } from './notebookEdits.ts';

/** An edit of one file: see Workspace.applyEdit. */
export interface FileEdit extends WriteTarget {
  before: string | null;
  after: string | null;
}

/** See Workspace.readText. */
export async function readText(file: string, onDisk?: Uint8Array): Promise<string> {
  const uri = vscode.Uri.file(file);
  const document = openDocument(uri);
  if (document?.isDirty) return document.getText();
  const { text } = await (onDisk ? decodeFile(file, onDisk) : readFileText(file));
  const notebook = openNotebook(uri);
  return notebook?.isDirty ? unsavedText(notebook, text) : text;
}

/** See Workspace.checkEdit. */
export async function checkEdit({ path: file, before, after }: FileEdit): Promise<void> {
  const uri = vscode.Uri.file(file);
  if (after === null) return checkDeletion(uri);
  if (before === null) return void (await encodeNewFile(after, uri));
  if (!(await pathExists(file))) return;
  await checkChange(uri, await readFileText(file), after);
  // Language tools look at open files: opened now, its problems from before the edit are known when it is made.
  vscode.workspace.openTextDocument(openDocument(uri)?.uri ?? uri).then(undefined, () => {});
}

/** See Workspace.applyEdit. */
export async function applyEdit(edit: FileEdit): Promise<'applied' | 'conflict'> {
  const { path: file, before, after } = edit;
  await checkPlace(edit);
  await checkTarget(file, after === null ? 'remove' : 'write');
  if ((await pathExists(file)) !== (before !== null)) return 'conflict';
  if (before !== null && (await readText(file)) !== before) return 'conflict';
  const uri = vscode.Uri.file(file);
  if (before === null) return after === null ? 'applied' : await create(edit, after);
  if (after === null) return await remove(edit);
  const bytes = await checkChange(uri, await readFileText(file), after);
  const notebook = openNotebook(uri);
  await checkPlace(edit);
  if (notebook) return (await changeNotebook(notebook, before, after)) ? 'applied' : 'conflict';
  return await applyTextEdit({ ...edit, before, after }, bytes);
}

/** The bytes of the changed file. Throws where what does not change of it could not be kept as it is. */
async function checkChange(uri: vscode.Uri, found: FileText, after: string): Promise<Uint8Array> {
  if (!found.lossless) {
    throw new LocalizedError(
      `${uri.fsPath} cannot be edited: read as ${found.encoding}, it has bytes that are no text and would be lost. ` +
        'The person can reopen it with its right encoding (in the status bar) or set files.encoding.',
      vscode.l10n.t(
        '{0} has bytes that are no text in the encoding {1} and would be lost. Reopen it with its right encoding (in the status bar), or set files.encoding.',
        uri.fsPath,
        found.encoding,
      ),
    );
  }
  if (openNotebook(uri)?.isDirty) {
    throw new LocalizedError(
      `The notebook ${uri.fsPath} has unsaved changes. Ask the person to save or revert it first.`,
      wordUnsaved(uri),
    );
  }
  if (openDocument(uri)?.isDirty && hasMixedEndings(found.text)) {
    throw new LocalizedError(
      `${uri.fsPath} has mixed line endings and unsaved changes: saving would make all endings the same. ` +
        'Ask the person to save or revert it first.',
      wordUnsaved(uri),
    );
  }
  return await encodeText(after, found.encoding);
}

function wordUnsaved({ fsPath }: vscode.Uri): string {
  return vscode.l10n.t('{0} has unsaved changes. Save or revert it first.', fsPath);
}

function checkDeletion(uri: vscode.Uri): void {
  if (!openDocument(uri)?.isDirty && !openNotebook(uri)?.isDirty) return;
  throw new LocalizedError(
    `${uri.fsPath} has unsaved changes, which would be lost. Ask the person to save or revert it first.`,
    wordUnsaved(uri),
  );
}

async function create(target: WriteTarget, text: string): Promise<'applied' | 'conflict'> {
  const uri = vscode.Uri.file(target.path);
  const gone = await missingFolder(uri.fsPath);
  if (gone)
    throw new LocalizedError(
      `The workspace folder ${gone} is no longer there.`,
      vscode.l10n.t('The workspace folder {0} is no longer there.', gone),
    );
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(uri, { contents: await encodeNewFile(text, uri) });
  await checkPlace(target);
  if (await vscode.workspace.applyEdit(edit)) return 'applied';
  if (await pathExists(uri.fsPath)) return 'conflict';
  throw new LocalizedError(
    `VS Code could not create ${uri.fsPath}.`,
    vscode.l10n.t('VS Code could not create {0}.', uri.fsPath),
  );
}

/** The workspace folder that a path lies in, where that folder was deleted. */
async function missingFolder(file: string): Promise<string | undefined> {
  const roots = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  const root = roots.find((folder) => file.startsWith(folder + path.sep));
  return root !== undefined && !(await pathExists(root)) ? root : undefined;
}

async function remove(target: WriteTarget): Promise<'applied'> {
  const uri = vscode.Uri.file(target.path);
  checkDeletion(uri);
  const edit = new vscode.WorkspaceEdit();
  edit.deleteFile(uri);
  await checkPlace(target);
  if (!(await vscode.workspace.applyEdit(edit)))
    throw new LocalizedError(
      `VS Code could not delete ${uri.fsPath}.`,
      vscode.l10n.t('VS Code could not delete {0}.', uri.fsPath),
    );
  return 'applied';
}

export function hasMixedEndings(text: string): boolean {
  return new Set(text.match(/\r\n|\n|\r/g)).size > 1;
}
