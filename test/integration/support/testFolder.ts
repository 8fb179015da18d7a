import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { waitFor } from './waitFor.ts';

const MAX_TRIES = 10;
const TOLD_WITHIN_MS = 2_000;

/** The open workspace folder. */
export function workspaceFolder(): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error('The tests need an open folder.');
  return folder.uri.fsPath;
}

/** A new folder inside the workspace, gone with its editors when disposed. */
export async function testFolder(): Promise<{ path: string } & AsyncDisposable> {
  const folder = await mkdtemp(path.join(workspaceFolder(), 'test-'));
  return {
    path: folder,
    async [Symbol.asyncDispose]() {
      await closeEverything();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Makes a folder whose changes VS Code tells of. It does not for every one: it may miss a folder that is made while it begins to
 * watch the one around it.
 */
export async function watchedFolder(folder: string): Promise<void> {
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '*'));
  let told = false;
  watcher.onDidCreate(() => {
    told = true;
  });
  const probe = path.join(folder, 'probe');
  for (let tries = 0; !told && tries < MAX_TRIES; tries += 1) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const deadline = performance.now() + TOLD_WITHIN_MS;
    while (!told && performance.now() < deadline) {
      await rm(probe, { force: true });
      await writeFile(probe, '');
      await delay(100);
    }
  }
  watcher.dispose();
  if (!told) throw new Error(`VS Code tells nothing of ${folder}.`);
  await rm(probe, { force: true });
}

/** Closes all editors; what is unsaved in them is lost, as in a test nothing may ask. */
export async function closeEverything(): Promise<void> {
  for (const document of vscode.workspace.textDocuments) {
    if (!document.isDirty) continue;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** Opens a file in an editor. */
export async function show(file: string): Promise<vscode.TextEditor> {
  return await vscode.window.showTextDocument(vscode.Uri.file(file));
}

/** Makes all of an open file this text, without saving it. */
export async function change(editor: vscode.TextEditor, text: string): Promise<void> {
  await type(editor, (edit) => {
    const all = new vscode.Range(new vscode.Position(0, 0), editor.document.positionAt(Number.MAX_SAFE_INTEGER));
    edit.replace(all, text);
  });
}

/** Types into an open file. VS Code takes no edit while it reads the file again. */
export async function type(editor: vscode.TextEditor, build: (edit: vscode.TextEditorEdit) => void): Promise<void> {
  await waitFor(`an edit of ${editor.document.fileName}`, async () => await editor.edit(build));
}
