import * as vscode from 'vscode';
import type { Workspace } from '../../../agent/contracts/workspace.ts';
import type { Attachment } from '../../../agent/events/events.ts';
import { drawOutline } from '../../../tools/search/outline.ts';
import { FILE_LIMIT_BYTES, fileOf, mayAttach, selectionOf } from '../attachments.ts';
import { wholeRange } from './workspaceSymbols.ts';

const FOLDER_TOKENS = 2_000;
const FOLDER_TIME_LIMIT_MS = 8_000;

/** A file or a folder. Undefined where the user thinks better of it; throws, in words for the user, where it cannot be read. */
export async function attachPath(workspace: Workspace, path: string): Promise<Attachment | undefined> {
  const place = await workspace.resolve(path);
  const { absolutePath, path: shown } = place;
  const found = await workspace.stat(absolutePath);
  if (!found) throw new Error(vscode.l10n.t('There is no file {0}.', shown));
  if (found.type === 'folder') {
    const { text } = await drawOutline(workspace, place, FOLDER_TOKENS, AbortSignal.timeout(FOLDER_TIME_LIMIT_MS));
    return { type: 'folder', path: shown, text };
  }
  if (!(await mayAttach(workspace, absolutePath))) return undefined;
  const uri = vscode.Uri.file(absolutePath);
  const document =
    found.size <= FILE_LIMIT_BYTES
      ? await Promise.resolve(vscode.workspace.openTextDocument(uri)).catch(() => undefined)
      : undefined;
  return document ? fileOf(document, shown) : { type: 'file', path: shown, language: '' };
}

/** What stands where a symbol is defined. */
export async function attachSymbol(
  workspace: Workspace,
  symbol: { name: string; path: string; startLine: number; endLine: number },
): Promise<Attachment | undefined> {
  const { absolutePath, path: shown } = await workspace.resolve(symbol.path);
  // Throws for what is no regular file, which VS Code would wait for.
  await workspace.stat(absolutePath);
  if (!(await mayAttach(workspace, absolutePath))) return undefined;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(absolutePath));
  const told = new vscode.Range(symbol.startLine - 1, 0, symbol.endLine - 1, Number.MAX_SAFE_INTEGER);
  const range = (await wholeRange(document.uri, symbol.name, symbol.startLine - 1)) ?? told;
  return { ...selectionOf(document, shown, document.validateRange(range)), symbol: symbol.name };
}
