import * as vscode from 'vscode';

/** Tells the user, without waiting for them. */
export function inform(message: string): void {
  void vscode.window.showInformationMessage(message);
}

/** As `inform`, of what went wrong or needs something done. */
export function warn(message: string): void {
  void vscode.window.showWarningMessage(message);
}
