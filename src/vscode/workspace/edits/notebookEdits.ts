import * as vscode from 'vscode';
import { otherNamesOf } from '../../../session/edits/realPath.ts';
import { LocalizedError } from '../../../session/localizedError.ts';
import { type NotebookCell, NotebookText } from '../../../tools/files/notebook/notebookText.ts';

/** The notebook that an editor shows of a file: as openDocument has it. */
export function openNotebook(uri: vscode.Uri): vscode.NotebookDocument | undefined {
  const { notebookDocuments } = vscode.workspace;
  const isName = otherNamesOf(uri.fsPath);
  const unsaved = notebookDocuments.find(
    ({ isDirty, uri: own }) => isDirty && own.scheme === 'file' && isName(own.fsPath),
  );
  return unsaved ?? notebookDocuments.find((notebook) => notebook.uri.toString() === uri.toString());
}

/**
 * Gives an open notebook the cells of a notebook's text and saves it: through its editor, so that undo and the outputs of cells
 * that stay are kept. False, and nothing changed, where it does not hold the cells of `before`.
 */
export async function changeNotebook(
  notebook: vscode.NotebookDocument,
  before: string,
  after: string,
): Promise<boolean> {
  const [from, to] = [new NotebookText(before).cells, new NotebookText(after).cells];
  if (!holds(notebook, from)) return false;
  let start = 0;
  while (start < Math.min(from.length, to.length) && sameCell(from[start], to[start])) start += 1;
  let end = 0;
  while (end < Math.min(from.length, to.length) - start && sameCell(from.at(-1 - end), to.at(-1 - end))) end += 1;
  const edit = new vscode.WorkspaceEdit();
  const [old, young] = [from.slice(start, from.length - end), to.slice(start, to.length - end)];
  const sameKinds = old.length === young.length && old.every(({ kind }, index) => kind === young[index]?.kind);
  if (sameKinds) {
    for (const [index, { source }] of young.entries()) {
      const { document } = notebook.cellAt(start + index);
      edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), source);
    }
  } else {
    const range = new vscode.NotebookRange(start, start + old.length);
    const language = codeLanguage(notebook);
    const cells = young.map((cell) => cellData(cell, language));
    edit.set(notebook.uri, [vscode.NotebookEdit.replaceCells(range, cells)]);
  }
  if (!(await vscode.workspace.applyEdit(edit))) return false;
  if (await notebook.save()) return true;
  const { fsPath } = notebook.uri;
  throw new LocalizedError(`VS Code could not save ${fsPath}.`, vscode.l10n.t('VS Code could not save {0}.', fsPath));
}

/** The text that a notebook's file would have with the cells that its editor holds unsaved. */
export function unsavedText(notebook: vscode.NotebookDocument, onDisk: string): string {
  let text = onDisk;
  for (const [index, { kind, document }] of notebook.getCells().entries()) {
    const source = document.getText().replaceAll('\r\n', '\n');
    const now = new NotebookText(text);
    const type = kind === vscode.NotebookCellKind.Code ? 'code' : 'markdown';
    if (index >= now.cells.length) text = now.insert(index, type, source, String(index));
    else if (now.cells[index]?.source !== source) text = now.replace(index, source);
  }
  for (let last = new NotebookText(text); last.cells.length > notebook.cellCount; last = new NotebookText(text)) {
    text = last.remove(last.cells.length - 1);
  }
  return text;
}

function holds(notebook: vscode.NotebookDocument, cells: readonly NotebookCell[]): boolean {
  const texts = notebook.getCells().map(({ document }) => document.getText().replaceAll('\r\n', '\n'));
  return texts.length === cells.length && texts.every((text, index) => text === cells[index]?.source);
}

function sameCell(a: NotebookCell | undefined, b: NotebookCell | undefined): boolean {
  return a?.kind === b?.kind && a?.source === b?.source;
}

function cellData({ kind, source }: NotebookCell, language: string): vscode.NotebookCellData {
  if (kind === 'code') return new vscode.NotebookCellData(vscode.NotebookCellKind.Code, source, language);
  // A raw cell is code in a language of its own to VS Code.
  if (kind === 'raw') return new vscode.NotebookCellData(vscode.NotebookCellKind.Code, source, 'raw');
  return new vscode.NotebookCellData(vscode.NotebookCellKind.Markup, source, 'markdown');
}

function codeLanguage(notebook: vscode.NotebookDocument): string {
  const code = notebook.getCells().find(({ kind, document }) => {
    return kind === vscode.NotebookCellKind.Code && document.languageId !== 'raw';
  });
  return code?.document.languageId ?? 'python';
}
