import path from 'node:path';
import * as vscode from 'vscode';
import { realPathOf } from '../../session/edits/realPath.ts';

/** So long it is believed where a folder leads: many files of one change together. */
const FOLDER_MS = 1_000;

/**
 * Calls back with the real path of each file of the workspace that changes on disk, and of each open one that changes in its
 * editor.
 */
export function watchFiles(listener: (realPath: string) => void): vscode.Disposable {
  const folders = new RealFolders();
  const tell = ({ fsPath }: vscode.Uri) => {
    // What cannot be followed is none of the files that somebody waits for.
    folders.realPathOf(fsPath).then(listener, () => {});
  };
  const tellTyped = ({ scheme, fsPath }: vscode.Uri) => {
    if (scheme === 'file') realPathOf(fsPath).then(listener, () => {});
  };
  const watcher = vscode.workspace.createFileSystemWatcher('**/*');
  return vscode.Disposable.from(
    watcher,
    watcher.onDidChange(tell),
    watcher.onDidCreate(tell),
    watcher.onDidDelete(tell),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) tellTyped(document.uri);
    }),
  );
}

class RealFolders {
  private known = new Map<string, Promise<string>>();
  private since = 0;

  /** Of a file that was written itself: the last part of its path is no link. */
  async realPathOf(file: string): Promise<string> {
    if (performance.now() - this.since > FOLDER_MS) {
      this.known = new Map();
      this.since = performance.now();
    }
    const folder = path.dirname(file);
    const real = this.known.get(folder) ?? realPathOf(folder);
    this.known.set(folder, real);
    return path.join(await real, path.basename(file));
  }
}
