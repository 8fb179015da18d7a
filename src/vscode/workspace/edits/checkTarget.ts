import { realpath } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { LocalizedError } from '../../../session/localizedError.ts';
import { describeTargetProblem, findTargetProblem, type TargetChange, type TargetProblem } from './targetProblem.ts';

/** See Workspace.checkTarget. */
export async function checkTarget(file: string, change: TargetChange): Promise<void> {
  const problem = (await settingProblem(file)) ?? (await findTargetProblem(file, change));
  if (problem) throw new LocalizedError(describeTargetProblem(problem), wordTargetProblem(problem));
}

/** A file is read-only by its own name and by that of the file that it leads to. */
async function settingProblem(file: string): Promise<TargetProblem | undefined> {
  const names = new Set([file, await realPathOf(file)]);
  return [...names].some((name) => isReadOnlyBySetting(vscode.Uri.file(name)))
    ? { type: 'setting', path: file }
    : undefined;
}

async function realPathOf(file: string): Promise<string> {
  return await realpath(file).catch(async () => {
    const folder = path.dirname(file);
    return folder === file ? file : path.join(await realPathOf(folder), path.basename(file));
  });
}

/** As VS Code has it for its editors. */
function isReadOnlyBySetting(uri: vscode.Uri): boolean {
  const files = vscode.workspace.getConfiguration('files', uri);
  return matches(uri, files.get('readonlyInclude')) && !matches(uri, files.get('readonlyExclude'));
}

/** Patterns are relative to the workspace folder, or absolute. VS Code itself matches them, so that they mean the same here. */
function matches(uri: vscode.Uri, patterns: Record<string, unknown> | undefined): boolean {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  // Of a document, only its place and its language are looked at.
  const document = { uri, languageId: '' } as vscode.TextDocument;
  return Object.entries(patterns ?? {}).some(([pattern, on]) => {
    const anchored = folder && !path.isAbsolute(pattern) ? new vscode.RelativePattern(folder, pattern) : pattern;
    return on === true && vscode.languages.match({ pattern: anchored }, document) > 0;
  });
}

function wordTargetProblem({ type, path: place }: TargetProblem): string {
  switch (type) {
    case 'setting':
      return vscode.l10n.t('{0} is read-only: the setting files.readonlyInclude names it.', place);
    case 'permissions':
      return vscode.l10n.t('{0} is read-only by its permissions.', place);
    case 'fileSystem':
      return vscode.l10n.t('{0} is on a read-only file system.', place);
    case 'folder':
      return vscode.l10n.t('{0} is a folder, not a file.', place);
    case 'notAFolder':
      return vscode.l10n.t('{0} is a file, not a folder: nothing can be in it.', place);
    case 'deadLink':
      return vscode.l10n.t('{0} is a link to something that does not exist.', place);
    case 'nameTooLong':
      return vscode.l10n.t('The name {0} is too long for a file.', path.basename(place));
  }
}
