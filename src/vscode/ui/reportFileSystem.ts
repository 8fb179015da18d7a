import * as vscode from 'vscode';
import type { EditorQueue } from '../review/editorQueue.ts';
import { VirtualFileSystem } from './virtualFileSystem.ts';

export const REPORT_SCHEME = 'ask-kimi-report';

/**
 * Reports as read-only files, each standing in its own URI: nothing has to be kept for a window that shows one again after a
 * reload.
 */
export class ReportFileSystem extends VirtualFileSystem {
  stat(uri: vscode.Uri): vscode.FileStat {
    return { type: vscode.FileType.File, ctime: 0, mtime: 1, size: this.readFile(uri).length };
  }

  readFile(uri: vscode.Uri): Uint8Array {
    return Buffer.from(uri.query);
  }
}

/** Opens a text that is in no file, beside what the user is doing. `name` is what its tab is called. */
export async function showText(editors: EditorQueue, name: string, text: string): Promise<void> {
  const uri = vscode.Uri.from({ scheme: REPORT_SCHEME, path: `/${name}.txt`, query: text });
  await editors.run(async () => await vscode.window.showTextDocument(uri, { preview: true, preserveFocus: true }));
}

/** Opens Markdown as a page. `name` is what its tab is called. */
export async function showReport(name: string, markdown: string): Promise<void> {
  const uri = vscode.Uri.from({ scheme: REPORT_SCHEME, path: `/${name}.md`, query: markdown });
  await vscode.commands.executeCommand('markdown.showPreview', uri);
}
