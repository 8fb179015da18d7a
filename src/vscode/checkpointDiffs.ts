import path from 'node:path';
import * as vscode from 'vscode';
import type { BlobRef, FileChange } from '../agent/events.ts';
import type { RestorePlan } from '../session/checkpoints/checkpoints.ts';
import { isKept } from '../session/checkpoints/fileTimeline.ts';
import { checkpointUri } from './checkpointFiles.ts';

/** A row of the multi-file diff: what it is called, and its sides. */
type Row = [vscode.Uri, vscode.Uri | undefined, vscode.Uri | undefined];

/** Shows what a restore would do: each file as it is now and as it would be. */
export async function previewRestore(session: string, { files }: RestorePlan): Promise<void> {
  const rows = files.map(({ path, absolutePath, current, target }): Row => {
    const file = vscode.Uri.file(absolutePath);
    return [
      file,
      current === null ? undefined : file,
      target === null ? undefined : checkpointUri(session, target, path),
    ];
  });
  await vscode.commands.executeCommand('vscode.changes', previewTitle(), rows);
}

export async function closePreview(): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).filter(({ label }) => label === previewTitle());
  await vscode.window.tabGroups.close(tabs, true);
}

/** Shows what a turn changed, against the files themselves: VS Code's revert arrow undoes single hunks. */
export async function reviewChanges(session: string, changes: readonly FileChange[]): Promise<void> {
  const rows = changes.map(({ path, absolutePath, before, after }): Row => {
    const file = vscode.Uri.file(absolutePath);
    return [file, imageUri(session, before, path), after === null ? undefined : file];
  });
  await vscode.commands.executeCommand('vscode.changes', vscode.l10n.t('Changes by Kimi'), rows);
}

/** Shows one file's change against the file itself; a deleted one as it was. */
export async function openChange(session: string, change: FileChange): Promise<void> {
  const { path: shown, absolutePath, before, after } = change;
  const name = path.basename(absolutePath);
  const left = checkpointUri(session, keptOf(before), shown);
  if (after === null) {
    await vscode.commands.executeCommand('vscode.open', left, {}, vscode.l10n.t('{0} (deleted by Kimi)', name));
    return;
  }
  const title = vscode.l10n.t('{0} (changed by Kimi)', name);
  await vscode.commands.executeCommand('vscode.diff', left, vscode.Uri.file(absolutePath), title);
}

function previewTitle(): string {
  return vscode.l10n.t('Restore by Ask Kimi: Now and Then');
}

function imageUri(session: string, image: FileChange['before'], path: string): vscode.Uri | undefined {
  const ref = keptOf(image);
  return ref === null ? undefined : checkpointUri(session, ref, path);
}

function keptOf(image: FileChange['before']): BlobRef | null {
  return isKept(image) ? image : null;
}
