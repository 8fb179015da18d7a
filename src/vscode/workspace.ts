import { access, constants, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type {
  CommandOutcome,
  CommandSpec,
  Diagnostic,
  ResolvedPath,
  TextMatches,
  TextQuery,
  Workspace,
  WorkspaceFolder,
} from '../agent/workspace.ts';
import { currentBytes } from './currentBytes.ts';
import { settledDiagnostics } from './diagnostics.ts';
import { applyTextEdit } from './editDocument.ts';
import { runProcess } from './process.ts';
import { resolvePath } from './resolvePath.ts';
import { listWithRipgrep, searchWithRipgrep } from './ripgrep.ts';
import { findRipgrep } from './ripgrepPath.ts';
import { renameFile, writeBytes } from './writeBytes.ts';

/** Larger texts are refused: neither the model nor a diff editor can work with them whole. */
const TEXT_LIMIT_BYTES = 20 * 1024 * 1024;

/** The workspace as VS Code has it: the person's unsaved buffers before the files on disk. */
export class VscodeWorkspace implements Workspace {
  folders(): WorkspaceFolder[] {
    return (vscode.workspace.workspaceFolders ?? [])
      .filter((folder) => folder.uri.scheme === 'file')
      .map((folder) => ({ name: folder.name, path: folder.uri.fsPath }));
  }

  async resolve(input: string): Promise<ResolvedPath> {
    return await resolvePath(this.folders(), input);
  }

  async stat(file: string): Promise<{ type: 'file' | 'folder'; size: number } | undefined> {
    try {
      const found = await stat(file);
      return { type: found.isDirectory() ? 'folder' : 'file', size: found.size };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async readText(file: string): Promise<string> {
    const document = openDocument(file);
    if (document?.isDirty) return document.getText();
    const found = await stat(file);
    if (found.isDirectory()) throw new Error(`${file} is a folder.`);
    if (found.size > TEXT_LIMIT_BYTES) {
      throw new Error(
        `${file} has ${megabytes(found.size)} MB; files over ${megabytes(TEXT_LIMIT_BYTES)} MB are not read.`,
      );
    }
    return await decode(file, await readFile(file));
  }

  async readBytes(file: string): Promise<Uint8Array> {
    return await readFile(file);
  }

  async currentBytes(file: string): Promise<Uint8Array | null> {
    return await currentBytes(vscode.Uri.file(file));
  }

  async listFiles(
    folder: string,
    options: { depth: number; limit: number },
    signal: AbortSignal,
  ): Promise<{ entries: string[]; truncated: boolean }> {
    return await listWithRipgrep(await findRipgrep(), folder, options, signal);
  }

  async searchText(query: TextQuery, signal: AbortSignal): Promise<TextMatches> {
    const folders = this.folders();
    const target = query.path === undefined ? undefined : await this.resolve(query.path);
    const roots = target
      ? [{ path: target.absolutePath, label: target.path === '.' ? '' : target.path }]
      : folders.map(({ name, path }) => ({ path, label: folders.length > 1 ? name : '' }));
    if (roots.length === 0) throw new Error('No folder is open, so there is nothing to search.');
    return await searchWithRipgrep(await findRipgrep(), roots, query, signal);
  }

  async diagnostics(file?: string): Promise<Diagnostic[]> {
    const found = await settledDiagnostics(file === undefined ? undefined : vscode.Uri.file(file));
    return await Promise.all(
      found.map(async ({ uri, ...diagnostic }) => ({ path: (await this.resolve(uri.fsPath)).path, ...diagnostic })),
    );
  }

  async runCommand(
    command: CommandSpec,
    onOutput: (text: string) => void,
    signal: AbortSignal,
  ): Promise<CommandOutcome> {
    if (!vscode.workspace.isTrusted)
      throw new Error('The person does not trust this workspace: commands cannot run here.');
    return await runProcess({ ...command, env: commandEnvironment(process.env) }, onOutput, signal);
  }

  async applyEdit(edit: {
    path: string;
    before: string | null;
    after: string | null;
  }): Promise<'applied' | 'conflict'> {
    const { path: file, before, after } = edit;
    const exists = (await this.stat(file)) !== undefined;
    if (exists !== (before !== null)) return 'conflict';
    if (before !== null && (await this.readText(file)) !== before) return 'conflict';
    if (before === null) return after === null ? 'applied' : await this.create(file, after);
    if (after === null) return await remove(file);
    await access(file, constants.W_OK).catch(() => {
      throw new Error(`${file} cannot be written: it is read-only.`);
    });
    return await applyTextEdit(vscode.Uri.file(file), before, after);
  }

  async writeBytes(file: string, before: Uint8Array | null, after: Uint8Array | null): Promise<'applied' | 'conflict'> {
    return await writeBytes(vscode.Uri.file(file), before, after);
  }

  async renameFile(from: string, to: string): Promise<'applied' | 'conflict'> {
    return await renameFile(vscode.Uri.file(from), vscode.Uri.file(to));
  }

  private async create(file: string, text: string): Promise<'applied' | 'conflict'> {
    const gone = await this.missingFolder(file);
    if (gone) throw new Error(`The workspace folder ${gone} is no longer there.`);
    const uri = vscode.Uri.file(file);
    const edit = new vscode.WorkspaceEdit();
    edit.createFile(uri, { contents: await vscode.workspace.encode(text, { uri }) });
    if (await vscode.workspace.applyEdit(edit)) return 'applied';
    if (await this.stat(file)) return 'conflict';
    throw new Error(`VS Code could not create ${file}.`);
  }

  /** The workspace folder that a path lies in, where that folder was deleted. */
  private async missingFolder(file: string): Promise<string | undefined> {
    const folder = this.folders().find((candidate) => file.startsWith(candidate.path + path.sep));
    return folder && !(await this.stat(folder.path)) ? folder.path : undefined;
  }
}

/** The shell that Node runs commands in when it is given none. */
export const COMMAND_SHELL = process.platform === 'win32' ? 'cmd.exe' : '/bin/sh';

/**
 * What commands get of the extension host's environment: not the key, which no command needs, and not what VS Code set for
 * itself, with which a started VS Code or Electron would misbehave.
 */
export function commandEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const hidden = (name: string) => /^(MOONSHOT_API_KEY$|VSCODE_|ELECTRON_)/i.test(name);
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !hidden(name)));
}

function openDocument(file: string): vscode.TextDocument | undefined {
  const wanted = vscode.Uri.file(file).toString();
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === wanted);
}

/** As VS Code would show it. Most files are UTF-8, and for those the window is not asked: its answer waits behind its drawing. */
async function decode(file: string, bytes: Buffer): Promise<string> {
  const uri = vscode.Uri.file(file);
  const text = decodeUtf8(uri, bytes);
  if (text !== undefined) return text;
  try {
    const decoded = await vscode.workspace.decode(bytes, { uri });
    return decoded.startsWith('\uFEFF') ? decoded.slice(1) : decoded;
  } catch {
    throw new Error(`${file} is a binary file (${bytes.length} bytes): it has no text.`);
  }
}

/** Undefined where the settings name another encoding, or the bytes are not UTF-8 text. */
function decodeUtf8(uri: vscode.Uri, bytes: Buffer): string | undefined {
  const files = vscode.workspace.getConfiguration('files', uri);
  if (files.get('encoding', 'utf8') !== 'utf8' || files.get('autoGuessEncoding', false) || bytes.includes(0)) {
    return undefined;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

async function remove(file: string): Promise<'applied'> {
  const edit = new vscode.WorkspaceEdit();
  edit.deleteFile(vscode.Uri.file(file));
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error(`VS Code could not delete ${file}.`);
  return 'applied';
}

/** Whether a file system call failed because nothing is there. */
export function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, '');
}
