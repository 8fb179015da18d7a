import * as vscode from 'vscode';

/** How the terminals of commands are told from the user's. They go with their window. */
export const TERMINAL_LOOKS = {
  name: 'Ask Kimi',
  iconPath: new vscode.ThemeIcon('sparkle'),
  isTransient: true,
} as const;

export function isOurTerminal({ creationOptions }: vscode.Terminal): boolean {
  return creationOptions.name === TERMINAL_LOOKS.name && creationOptions.isTransient === true;
}
