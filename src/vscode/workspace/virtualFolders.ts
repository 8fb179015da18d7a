import * as vscode from 'vscode';

/** Whether the window's folders are all on no disk of this machine, so that none of their files can be worked on. */
export function isVirtual(folders = vscode.workspace.workspaceFolders): boolean {
  return folders !== undefined && folders.length > 0 && folders.every(({ uri }) => uri.scheme !== 'file');
}

/** How the user reads the path of a file in such a folder; undefined for any other. */
export function virtualPath(uri: vscode.Uri, folders = vscode.workspace.workspaceFolders ?? []): string | undefined {
  if (uri.scheme === 'file') return undefined;
  for (const { uri: folder, name } of folders) {
    const root = folder.path.endsWith('/') ? folder.path : `${folder.path}/`;
    const within = uri.scheme === folder.scheme && uri.authority === folder.authority && uri.path.startsWith(root);
    if (within) return `${folders.length > 1 ? `${name}/` : ''}${uri.path.slice(root.length)}`;
  }
  return undefined;
}
