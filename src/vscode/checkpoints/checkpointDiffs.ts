import path from 'node:path';
import * as vscode from 'vscode';
import type { BlobRef, FileChange } from '../../agent/events/events.ts';
import type { RestorePlan } from '../../session/checkpoints/checkpoints.ts';
import { isKept } from '../../session/checkpoints/fileTimeline.ts';
import type { EditorQueue } from '../review/editorQueue.ts';
import { closeTabs, shownUri } from '../review/proposalTabs.ts';
import { checkpointUri } from './checkpointFileSystem.ts';

/** A row of the multi-file diff: what it is called, and its sides. */
type Row = [vscode.Uri, vscode.Uri | undefined, vscode.Uri | undefined];

/** Shows what a restore would do: each file as it is now and as it would be. */
export async function previewRestore(editors: EditorQueue, session: string, { files }: RestorePlan): Promise<void> {
  const rows = files.map(({ absolutePath, current, target }): Row => {
    const file = vscode.Uri.file(absolutePath);
    return [
      file,
      current === null ? undefined : file,
      target === null ? undefined : checkpointUri(session, target, absolutePath),
    ];
  });
  await editors.open('vscode.changes', [previewTitle(), rows], isPreviewOfRestore);
}

export async function closePreview(editors: EditorQueue): Promise<void> {
  await editors.run(async () => {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    await closeTabs(tabs.filter(isPreviewOfRestore));
  });
}

/** Shows what a turn changed, against the files themselves: VS Code's revert arrow undoes single hunks. */
export async function reviewChanges(
  editors: EditorQueue,
  session: string,
  changes: readonly FileChange[],
): Promise<void> {
  const rows = changes.map(({ absolutePath, before, after }): Row => {
    const file = vscode.Uri.file(absolutePath);
    return [file, imageUri(session, before, absolutePath), after === null ? undefined : file];
  });
  const title = vscode.l10n.t('Changes by Kimi');
  await editors.open('vscode.changes', [title, rows], (tab) => tab.isActive && tab.label.startsWith(title));
}

/** Shows one file's change against the file itself; a deleted one as it was. */
export async function openChange(editors: EditorQueue, session: string, change: FileChange): Promise<void> {
  const { absolutePath, before, after } = change;
  const name = path.basename(absolutePath);
  const left = checkpointUri(session, keptOf(before), absolutePath);
  if (after === null) {
    const title = vscode.l10n.t('{0} (deleted by Kimi)', name);
    await editors.open('vscode.open', [left, {}, title], (tab) => tab.isActive && shows(tab, left));
    return;
  }
  const title = vscode.l10n.t('{0} (changed by Kimi)', name);
  const right = vscode.Uri.file(absolutePath);
  await editors.open('vscode.diff', [left, right, title], (tab) => tab.isActive && shows(tab, right));
}

/** VS Code adds the number of files to what an editor of several is called. */
function isPreviewOfRestore({ label }: vscode.Tab): boolean {
  return label.startsWith(previewTitle());
}

function shows({ input }: vscode.Tab, uri: vscode.Uri): boolean {
  return shownUri(input)?.toString() === uri.toString();
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
