import * as vscode from 'vscode';
import type { WindowWrites } from '../../../session/checkpoints/windowWrites.ts';

/**
 * Reports what VS Code writes for the user: saves of texts, of notebooks and in other editors, also automatic ones, and files that
 * are created, renamed and deleted in the window.
 */
export function followEditorWrites(writes: WindowWrites): vscode.Disposable {
  const { workspace } = vscode;
  const saves = new Saves(writes);
  const begin = (uris: readonly vscode.Uri[]) => Promise.all(filesOf(uris).map((file) => writes.begin(file)));
  const end = (uris: readonly vscode.Uri[]) => void Promise.all(filesOf(uris).map((file) => writes.end(file)));
  const bothOf = (files: vscode.FileRenameEvent['files']) => files.flatMap(({ oldUri, newUri }) => [oldUri, newUri]);
  return vscode.Disposable.from(
    workspace.onWillSaveTextDocument((event) => event.waitUntil(saves.begin(event.document.uri))),
    workspace.onDidSaveTextDocument(({ uri }) => saves.end(uri)),
    workspace.onWillSaveNotebookDocument((event) => event.waitUntil(saves.begin(event.notebook.uri))),
    workspace.onDidSaveNotebookDocument(({ uri }) => saves.end(uri)),
    vscode.window.tabGroups.onDidChangeTabs(({ changed }) => saves.followTabs(changed)),
    workspace.onWillCreateFiles((event) => event.waitUntil(begin(event.files))),
    workspace.onDidCreateFiles(({ files }) => end(files)),
    workspace.onWillDeleteFiles((event) => event.waitUntil(begin(event.files))),
    workspace.onDidDeleteFiles(({ files }) => end(files)),
    workspace.onWillRenameFiles((event) => event.waitUntil(begin(bothOf(event.files)))),
    workspace.onDidRenameFiles(({ files }) => end(bothOf(files))),
  );
}

class Saves {
  private readonly writes: WindowWrites;
  private readonly begun = new Set<string>();
  /** In editors of other extensions, whose saves are not reported: they are seen by their tabs. */
  private readonly unsaved = new Set<string>();

  constructor(writes: WindowWrites) {
    this.writes = writes;
  }

  async begin({ scheme, fsPath }: vscode.Uri): Promise<void> {
    if (scheme !== 'file') return;
    // The one before has failed.
    if (this.begun.has(fsPath)) this.writes.drop(fsPath);
    this.begun.add(fsPath);
    await this.writes.begin(fsPath);
  }

  end({ scheme, fsPath }: vscode.Uri): void {
    if (scheme !== 'file') return;
    this.begun.delete(fsPath);
    void this.writes.end(fsPath);
  }

  followTabs(tabs: readonly vscode.Tab[]): void {
    for (const { input, isDirty } of tabs) {
      if (!(input instanceof vscode.TabInputCustom)) continue;
      const key = input.uri.toString();
      if (isDirty) this.unsaved.add(key);
      else if (this.unsaved.delete(key)) this.end(input.uri);
    }
  }
}

function filesOf(uris: readonly vscode.Uri[]): string[] {
  return uris.filter(({ scheme }) => scheme === 'file').map(({ fsPath }) => fsPath);
}
