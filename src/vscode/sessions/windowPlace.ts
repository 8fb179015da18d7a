import * as vscode from 'vscode';
import type { WorkspaceFolder } from '../../agent/contracts/workspace.ts';
import { describePlace } from '../../agent/systemPrompt.ts';
import type { WindowPlace } from '../../session/sessionFolders.ts';
import { isVirtual } from '../workspace/virtualFolders.ts';

/** What this window has open; `folders` are those that tools work on. */
export function windowPlace(folders: readonly WorkspaceFolder[]): WindowPlace {
  const { workspaceFolders = [], workspaceFile } = vscode.workspace;
  // A workspace that was never saved is gone with its window.
  const saved = workspaceFile && workspaceFile.scheme !== 'untitled' ? workspaceFile.toString() : undefined;
  return {
    folders: workspaceFolders.map(({ uri }) => uri.toString()),
    ...(saved === undefined ? {} : { workspaceFile: saved }),
    described: describePlace({ folders, virtual: isVirtual() }),
  };
}
