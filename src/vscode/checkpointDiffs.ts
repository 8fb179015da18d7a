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
  const rows = files.map(({ absolutePath, current, target }): Row => {
    const file = vscode.Uri.file(absolutePath);
    return [
      file,
      current === null ? undefined : file,
      target === null ? undefined : checkpointUri(session, target, absolutePath),
    ];
  });
  await vscode.commands.executeCommand('vscode.changes', previewTitle(), rows);
}

export async function closePreview(): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  // VS Code adds the number of files.
  const previews = tabs.filter(({ label }) => label.startsWith(previewTitle()));
  if (previews.length > 0) await vscode.window.tabGroups.close(previews, true);
}

/** Shows what a turn changed, against the files themselves: VS Code's revert arrow undoes single hunks. */
export async function reviewChanges(session: string, changes: readonly FileChange[]): Promise<void> {
  const rows = changes.map(({ absolutePath, before, after }): Row => {
    const file = vscode.Uri.file(absolutePath);
    return [file, imageUri(session, before, absolutePath), after === null ? undefined : file];
  });
  await vscode.commands.executeCommand('vscode.changes', vscode.l10n.t('Changes by Kimi'), rows);
}

/** Shows one file's change against the file itself; a deleted one as it was. */
export async function openChange(session: string, change: FileChange): Promise<void> {
  const { absolutePath, before, after } = change;
  const name = path.basename(absolutePath);
  const left = checkpointUri(session, keptOf(before), absolutePath);
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

function imageUri(session: string, image: FileChange['before'], absolutePath: string): vscode.Uri | undefined {
  const ref = keptOf(image);
  return ref === null ? undefined : checkpointUri(session, ref, absolutePath);
}

function keptOf(image: FileChange['before']): BlobRef | null {
  return isKept(image) ? image : null;
}
