import * as vscode from 'vscode';

/** `a, b, c`, as the user's language lists things. */
export function formatList(items: readonly string[]): string {
  return new Intl.ListFormat(vscode.env.language, { style: 'narrow' }).format(items);
}
