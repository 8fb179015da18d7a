import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { withLf } from '../../util/text/lineEndings.ts';
import { readText } from '../workspace/edits/applyEdit.ts';

const POLL_MS = 50;
/** VS Code notices within this time that a file changed in a folder that it watches. */
const NOTICING_MS = 1_000;

/**
 * Resolves when a document holds what its file does, which language servers read through it. A file that was just written is
 * read again by VS Code a moment later, and never where it does not watch the folder: one that `files.watcherExclude` names, or
 * that was made together with its parent.
 */
export async function caughtUp(document: vscode.TextDocument, signal?: AbortSignal): Promise<void> {
  const deadline = performance.now() + NOTICING_MS;
  while (await isBehind(document)) {
    if (performance.now() > deadline) return await readAgain(document);
    await delay(POLL_MS, undefined, { signal });
  }
}

/** As caughtUp, of all open files: a server answers for one by what it has read of the others. */
export async function allCaughtUp(signal?: AbortSignal): Promise<void> {
  const open = vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === 'file');
  await Promise.all(open.map((document) => caughtUp(document, signal)));
}

/** What cannot be read is gone, or no text any more. */
async function isBehind(document: vscode.TextDocument): Promise<boolean> {
  if (document.isDirty || document.isClosed) return false;
  const onDisk = await readText(document.uri.fsPath).catch(() => undefined);
  return onDisk !== undefined && !document.isDirty && withLf(document.getText()) !== withLf(onDisk);
}

/** VS Code reads a file again where another encoding is asked for: the other one, and then the one that it had. */
async function readAgain({ uri, encoding }: vscode.TextDocument): Promise<void> {
  const other = OTHERS.get(encoding) ?? 'utf8';
  // Refused where the user has begun to type in it.
  for (const each of [other, encoding])
    await Promise.resolve(vscode.workspace.openTextDocument(uri, { encoding: each })).catch(() => undefined);
}

/** Those that read the same bytes alike, and that take none for a binary file's. */
const OTHERS: ReadonlyMap<string, string> = new Map([
  ['utf8', 'utf8bom'],
  ['utf16le', 'utf16be'],
  ['utf16be', 'utf16le'],
]);
