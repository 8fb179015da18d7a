import * as vscode from 'vscode';
import { pendingFileLabel } from './pendingFileLabel.ts';
import type { WaitingFile } from './pendingFiles.ts';

/** A row of the group, as its menus and its command hand it over. */
export interface WaitingResource extends vscode.SourceControlResourceState {
  file: WaitingFile;
}

/** The files that wait, as a group in the Source Control view; it is there only while one waits. */
export class WaitingGroup implements vscode.Disposable {
  private made: { control: vscode.SourceControl; group: vscode.SourceControlResourceGroup } | undefined;

  show(files: readonly WaitingFile[]): void {
    if (files.length === 0) return this.dispose();
    this.made ??= makeGroup();
    const { control, group } = this.made;
    group.resourceStates = files.map(resourceOf);
    control.count = files.length;
  }

  dispose(): void {
    this.made?.group.dispose();
    this.made?.control.dispose();
    this.made = undefined;
  }
}

export function isWaitingResource(value: unknown): value is WaitingResource {
  return typeof value === 'object' && value !== null && 'resourceUri' in value && 'file' in value;
}

function makeGroup(): { control: vscode.SourceControl; group: vscode.SourceControlResourceGroup } {
  const control = vscode.scm.createSourceControl('ask-kimi', 'Ask Kimi');
  control.inputBox.visible = false;
  return { control, group: control.createResourceGroup('edits', vscode.l10n.t('Edits by Kimi')) };
}

function resourceOf(file: WaitingFile): WaitingResource {
  const resource: WaitingResource = {
    file,
    resourceUri: vscode.Uri.file(file.absolutePath),
    contextValue: file.unsaved ? 'unsaved' : 'saved',
    decorations: { tooltip: pendingFileLabel(file), strikeThrough: file.kind === 'deleted' },
  };
  const command = { command: 'askKimi.openEdit', title: vscode.l10n.t('Open Diff'), arguments: [resource] };
  return Object.assign(resource, { command });
}
