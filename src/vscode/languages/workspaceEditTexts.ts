import * as vscode from 'vscode';
import type { ChangedText, CodeChange, TextEdit } from '../../agent/contracts/languages.ts';
import { pathExists } from '../../util/system/pathExists.ts';
import { stripSnippet } from './stripSnippet.ts';

/** What VS Code does with files, as its own class of edits keeps it: `entries()` tells of texts alone. */
interface Entry {
  uri?: vscode.Uri;
  from?: vscode.Uri;
  to?: vscode.Uri;
  edit?: vscode.TextEdit | vscode.SnippetTextEdit;
  options?: { contents?: unknown; ignoreIfExists?: boolean };
}

/** A change as the tools propose it. Throws where it is more than texts and files. */
export async function workspaceEditTexts(change: vscode.WorkspaceEdit): Promise<CodeChange> {
  const created = new Set<string>();
  const renamed: CodeChange['renamed'] = [];
  const deleted: string[] = [];
  const edits = new Map<string, TextEdit[]>();
  for (const { uri, from, to, edit, options } of entriesOf(change)) {
    if (uri && edit) {
      const file = pathOf(uri);
      edits.set(file, [...(edits.get(file) ?? []), readEdit(edit)]);
    } else if (from && to) renamed.push({ from: pathOf(from), to: pathOf(to) });
    else if (from) deleted.push(pathOf(from));
    else if (to && options?.contents === undefined) {
      // Some name every file that they edit like that.
      if (!options?.ignoreIfExists || !(await pathExists(pathOf(to)))) created.add(pathOf(to));
    } else
      throw new Error(
        'The language server would do more than edit texts: that cannot be proposed. Nothing was changed.',
      );
  }
  // A file that is renamed in the same change may be named by where it is going to be.
  const current = (file: string) => renamed.find(({ to }) => to === file)?.from ?? file;
  const texts = new Map<string, TextEdit[]>([...created].map((file) => [file, []]));
  for (const [file, own] of edits) texts.set(current(file), [...(texts.get(current(file)) ?? []), ...own]);
  const files: ChangedText[] = [];
  for (const [path, own] of texts) {
    const before = created.has(path) ? null : (await vscode.workspace.openTextDocument(path)).getText();
    files.push({ path, before, edits: own });
  }
  return { files, renamed, deleted };
}

function entriesOf(change: vscode.WorkspaceEdit): Entry[] {
  const all: unknown = Reflect.get(change, '_allEntries');
  if (typeof all === 'function') return Reflect.apply(all, change, []);
  return change.entries().flatMap(([uri, edits]) => edits.map((edit) => ({ uri, edit })));
}

function pathOf(uri: vscode.Uri): string {
  if (uri.scheme === 'file') return uri.fsPath;
  const what =
    uri.scheme === 'vscode-notebook-cell' ? 'a cell of a notebook (use edit_notebook)' : `${uri.scheme}: texts`;
  throw new Error(`The language server would also change ${what}: that cannot be proposed. Nothing was changed.`);
}

function readEdit(edit: vscode.TextEdit | vscode.SnippetTextEdit): TextEdit {
  const { start, end } = edit.range;
  return {
    start: { line: start.line, character: start.character },
    end: { line: end.line, character: end.character },
    text: 'snippet' in edit ? stripSnippet(edit.snippet.value) : edit.newText,
  };
}
