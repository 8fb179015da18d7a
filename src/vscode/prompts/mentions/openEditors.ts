import * as vscode from 'vscode';

/** The files that are open in tabs, each once, the active one first. */
export function openFiles(): vscode.Uri[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const active = vscode.window.activeTextEditor?.document.uri;
  const found = new Map<string, vscode.Uri>();
  for (const uri of [active, ...tabs.map(uriOf)]) if (uri?.scheme === 'file') found.set(uri.toString(), uri);
  return [...found.values()];
}

function uriOf({ input }: vscode.Tab): vscode.Uri | undefined {
  if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputNotebook) return input.uri;
  return input instanceof vscode.TabInputCustom ? input.uri : undefined;
}
