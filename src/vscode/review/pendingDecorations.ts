import * as vscode from 'vscode';
import { pendingFileLabel } from './pendingFileLabel.ts';
import type { WaitingFile } from './pendingFiles.ts';

/** K for Kimi, with what would become of the file. */
const BADGES = { changed: 'K', created: 'K+', deleted: 'K−', renamed: 'K→' } as const;

/** Marks the files that wait, wherever VS Code shows files: in the Explorer, in tabs, in the Source Control view. */
export class PendingDecorations implements vscode.FileDecorationProvider, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<vscode.Uri[]>();
  private readonly registration: vscode.Disposable;
  private marked = new Map<string, { uri: vscode.Uri; decoration: vscode.FileDecoration }>();
  readonly onDidChangeFileDecorations = this.changes.event;

  constructor() {
    this.registration = vscode.window.registerFileDecorationProvider(this);
  }

  show(files: readonly WaitingFile[]): void {
    const before = [...this.marked.values()];
    this.marked = new Map(
      files.flatMap((file) => {
        const decoration = decorationOf(file);
        const places = file.from ? [file.absolutePath, file.from.absolutePath] : [file.absolutePath];
        return places.map((place) => {
          const uri = vscode.Uri.file(place);
          return [uri.toString(), { uri, decoration }] as const;
        });
      }),
    );
    const touched = [...before, ...this.marked.values()].map(({ uri }) => uri);
    if (touched.length > 0) this.changes.fire(touched);
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    return this.marked.get(uri.toString())?.decoration;
  }

  dispose(): void {
    this.registration.dispose();
    this.changes.dispose();
  }
}

function decorationOf(file: WaitingFile): vscode.FileDecoration {
  const color = new vscode.ThemeColor('askKimi.waitingFileForeground');
  const decoration = new vscode.FileDecoration(BADGES[file.kind], pendingFileLabel(file), color);
  decoration.propagate = true;
  return decoration;
}
