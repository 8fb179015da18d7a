import * as vscode from 'vscode';

/** Whether an editor tab shows a file, by itself or as a side of a diff. */
export function isInTab(uri: vscode.Uri): boolean {
  const wanted = uri.toString();
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .some(({ input }) => {
      if (input instanceof vscode.TabInputText) return input.uri.toString() === wanted;
      if (!(input instanceof vscode.TabInputTextDiff)) return false;
      return [input.original, input.modified].some((side) => side.toString() === wanted);
    });
}
