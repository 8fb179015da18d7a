import * as vscode from 'vscode';
import type { Folders } from '../../shared/readOnly.ts';

/** What a window can open to have a session's folders, or else one of them; undefined where nothing of it is left. */
export async function findPlace({ folders, workspaceFile }: Folders): Promise<vscode.Uri | undefined> {
  for (const candidate of [...(workspaceFile === undefined ? [] : [workspaceFile]), ...folders]) {
    const uri = vscode.Uri.parse(candidate);
    const isThere = await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    if (isThere) return uri;
  }
  return undefined;
}
