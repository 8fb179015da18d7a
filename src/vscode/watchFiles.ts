import * as vscode from 'vscode';

/** Calls back with each file of the workspace that changes on disk, and each open one that changes in its editor. */
export function watchFiles(listener: (path: string) => void): vscode.Disposable {
  const tell = (uri: vscode.Uri) => {
    if (uri.scheme === 'file') listener(uri.fsPath);
  };
  const watcher = vscode.workspace.createFileSystemWatcher('**/*');
  return vscode.Disposable.from(
    watcher,
    watcher.onDidChange(tell),
    watcher.onDidCreate(tell),
    watcher.onDidDelete(tell),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) tell(document.uri);
    }),
  );
}
