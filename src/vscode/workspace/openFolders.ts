import * as vscode from 'vscode';
import type { WorkspaceFolder } from '../../agent/contracts/workspace.ts';
import { nameFolders } from './nameFolders.ts';

/** See Workspace.folders. */
export function openFolders(): WorkspaceFolder[] {
  const folders = (vscode.workspace.workspaceFolders ?? [])
    .filter((folder) => folder.uri.scheme === 'file')
    .map((folder) => ({ name: folder.name, path: folder.uri.fsPath }));
  return folders.length > 1 ? nameFolders(folders) : folders;
}
