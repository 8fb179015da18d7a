import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Workspace } from '../../../agent/contracts/workspace.ts';
import { isSecret } from '../../../gate/sensitivePaths.ts';
import { readRegularFile } from '../../workspace/regularFile.ts';
import { type PromptFile, parsePromptFile } from './promptFile.ts';

const MAX_BYTES = 64 * 1024;
const MAX_FILES = 200;

export interface NamedPrompt extends PromptFile {
  name: string;
  /** Where it is from, as the user reads it. */
  origin: string;
}

/**
 * The user's own prompts, and those of the workspace's folders where the user trusts them. Of two with one name the user's
 * own counts.
 */
export async function findPromptFiles(workspace: Workspace, storage: vscode.Uri): Promise<NamedPrompt[]> {
  const own = vscode.l10n.t('your prompt');
  const user = vscode.Uri.joinPath(storage, '..', '..');
  const found = [
    ...(await promptsIn(ownPromptsFolder(storage).fsPath, '.md', own)),
    ...(await promptsIn(vscode.Uri.joinPath(user, 'prompts').fsPath, '.prompt.md', own)),
  ];
  for (const folder of vscode.workspace.isTrusted ? workspace.folders() : []) {
    for (const [below, ending] of [
      ['.kimi/prompts', '.md'],
      ['.github/prompts', '.prompt.md'],
    ] as const) {
      found.push(...(await promptsIn(path.join(folder.path, below), ending, below, workspace)));
    }
  }
  const names = new Set<string>();
  return found.filter(({ name }) => !names.has(name) && names.add(name));
}

export function ownPromptsFolder(storage: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(storage, 'prompts');
}

/** Those of a `workspace` must not lead out of it by a link, nor to what is kept from Kimi. */
async function promptsIn(
  folder: string,
  ending: string,
  origin: string,
  workspace?: Workspace,
): Promise<NamedPrompt[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(ending)).sort();
  const read = names.slice(0, MAX_FILES).map(async (fileName): Promise<NamedPrompt[]> => {
    const file = path.join(folder, fileName);
    const name = fileName.slice(0, -ending.length).replace(/[^\p{L}\p{N}_.:-]/gu, '-');
    if (name === '' || (workspace && !(await isOfWorkspace(workspace, file)))) return [];
    const found = await stat(file).catch(() => undefined);
    if (!found?.isFile() || found.size > MAX_BYTES) return [];
    return [{ name, origin, ...parsePromptFile((await readRegularFile(file)).toString('utf8')) }];
  });
  return (await Promise.all(read)).flat();
}

async function isOfWorkspace(workspace: Workspace, file: string): Promise<boolean> {
  const { inside, excluded, real } = await workspace.resolve(file);
  return inside && !excluded && !isSecret(real);
}
