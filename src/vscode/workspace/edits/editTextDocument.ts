import * as vscode from 'vscode';
import type { WriteTarget } from '../../../agent/contracts/workspace.ts';
import { LocalizedError } from '../../../session/localizedError.ts';
import { checkPlace } from './checkPlace.ts';
import { openDocument } from './fileText.ts';

/**
 * Replaces the text of an existing file, which holds `before` (in the editor, where it is open there), and saves it. Goes
 * through the editor's document, so that undo, cursors and breakpoints stay; where that cannot hold the text exactly, these
 * bytes are written. 'conflict', and nothing changed, when the document changed meanwhile. Throws when it cannot be saved.
 */
export async function applyTextEdit(
  { before, after, ...target }: WriteTarget & { before: string; after: string },
  bytes: Uint8Array,
): Promise<'applied' | 'conflict'> {
  const file = vscode.Uri.file(target.path);
  const document = openDocument(file) ?? (await vscode.workspace.openTextDocument(file));
  const { uri } = document;
  if (document.isDirty && document.getText() !== before) return 'conflict';
  if (!canHold(document, before, after)) {
    const edit = new vscode.WorkspaceEdit();
    edit.createFile(uri, { overwrite: true, contents: bytes });
    await checkPlace(target);
    if (!(await vscode.workspace.applyEdit(edit)))
      throw new LocalizedError(
        `VS Code could not write ${uri.fsPath}.`,
        vscode.l10n.t('VS Code could not write {0}.', uri.fsPath),
      );
    return 'applied';
  }
  if (!(await changeDocument(document, after))) return 'conflict';
  try {
    await checkPlace(target);
    if (await document.save()) return 'applied';
  } catch (error) {
    await changeDocument(document, before);
    throw error;
  }
  await changeDocument(document, before);
  throw new LocalizedError(
    `VS Code could not save ${uri.fsPath}: it may be read-only in its editor.`,
    vscode.l10n.t('VS Code could not save {0}. It may be read-only in its editor.', uri.fsPath),
  );
}

/** Turns an open document's text into another, where they differ, without saving it. False where VS Code would not. */
export async function changeDocument(document: vscode.TextDocument, text: string): Promise<boolean> {
  const edit = new vscode.WorkspaceEdit();
  edit.set(document.uri, changes(document, text));
  return await vscode.workspace.applyEdit(edit);
}

/**
 * A document has one kind of line ending, VS Code takes unusual ones out, and a saved document may lag behind a file that was
 * just written by something else. The file itself is written where the document cannot hold the text exactly.
 */
function canHold(document: vscode.TextDocument, before: string, after: string): boolean {
  if (document.isDirty) return true;
  return document.getText() === before && hasPlainLineEndings(after);
}

function hasPlainLineEndings(text: string): boolean {
  return !/\r(?!\n)|[\u2028\u2029]/.test(text) && !(/\r\n/.test(text) && /(?<!\r)\n/.test(text));
}

/** The smallest single replacement that turns the document into `after`, and its line endings where they differ. */
function changes(document: vscode.TextDocument, after: string): vscode.TextEdit[] {
  const crlf = after.includes('\n') ? after.includes('\r\n') : document.eol === vscode.EndOfLine.CRLF;
  const eol = crlf ? vscode.EndOfLine.CRLF : vscode.EndOfLine.LF;
  const edits = eol === document.eol ? [] : [vscode.TextEdit.setEndOfLine(eol)];
  const from = lines(document.getText());
  const to = lines(after);
  const shorter = Math.min(from.length, to.length);
  let start = 0;
  while (start < shorter && from[start] === to[start]) start += 1;
  let end = 0;
  while (end < shorter - start && from.at(-1 - end) === to.at(-1 - end)) end += 1;
  return [...edits, replaceLines(document, start, from.length - end, to.slice(start, to.length - end))];
}

/** Replaces lines `start` to `end` (exclusive), with the line break that joins them to their neighbours. */
function replaceLines(document: vscode.TextDocument, start: number, end: number, by: string[]): vscode.TextEdit {
  const last = document.lineCount;
  if (start === end && by.length === 0) return vscode.TextEdit.insert(new vscode.Position(0, 0), '');
  if (end < last) {
    const text = by.map((line) => `${line}\n`).join('');
    return vscode.TextEdit.replace(new vscode.Range(start, 0, end, 0), text);
  }
  const finish = document.lineAt(last - 1).range.end;
  if (start === 0) return vscode.TextEdit.replace(new vscode.Range(new vscode.Position(0, 0), finish), by.join('\n'));
  const begin = document.lineAt(start - 1).range.end;
  return vscode.TextEdit.replace(new vscode.Range(begin, finish), by.map((line) => `\n${line}`).join(''));
}

function lines(text: string): string[] {
  return text.split(/\r\n|\n/);
}
