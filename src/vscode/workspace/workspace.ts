import { rmdir } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { CommandSpec, RunningCommand } from '../../agent/contracts/jobs.ts';
import type {
  Diagnostic,
  FileMatches,
  FileNames,
  FileQuery,
  FollowedRename,
  ProblemWatch,
  ResolvedPath,
  TextMatches,
  TextQuery,
  Workspace,
  WorkspaceFolder,
  WriteTarget,
} from '../../agent/contracts/workspace.ts';
import type { Sweep } from '../../gate/commandFindings.ts';
import type { Place } from '../../gate/judge.ts';
import type { Git } from '../../util/system/git.ts';
import { Terminals } from '../terminal/terminals.ts';
import { applyEdit, checkEdit, type FileEdit, readText } from './edits/applyEdit.ts';
import { checkPlace } from './edits/checkPlace.ts';
import { checkTarget } from './edits/checkTarget.ts';
import { currentBytes } from './edits/currentBytes.ts';
import { openDocument } from './edits/fileText.ts';
import { openNotebook } from './edits/notebookEdits.ts';
import { renameFile } from './edits/renameFile.ts';
import { replaceBytes } from './edits/replaceBytes.ts';
import { openFolders } from './openFolders.ts';
import { settledDiagnostics } from './problems/diagnostics.ts';
import { ProblemWatches } from './problems/diagnosticsAfterEdit.ts';
import { FileSymbols } from './problems/fileSymbols.ts';
import { readRegularFile, statEntry } from './regularFile.ts';
import { resolvePath } from './resolvePath.ts';
import { fileEncodings } from './search/fileEncodings.ts';
import { findSensitiveFiles } from './search/findSensitiveFiles.ts';
import { findFiles, listWithRipgrep, type Search, searchFiles, searchLines } from './search/ripgrep.ts';
import { findRipgrep } from './search/ripgrepPath.ts';
import { searchRoots } from './search/searchRoots.ts';
import { isVirtual } from './virtualFolders.ts';
import { watchFiles } from './watchFiles.ts';

/** The workspace as VS Code has it: the user's unsaved buffers before the files on disk. */
export class VscodeWorkspace implements Workspace, vscode.Disposable {
  private readonly git: Git;

  private readonly symbolsOfFiles = new FileSymbols();

  private readonly terminals = new Terminals();

  private readonly problems = new ProblemWatches();

  constructor(git: Git) {
    this.git = git;
  }

  dispose(): void {
    this.terminals.dispose();
  }

  folders(): WorkspaceFolder[] {
    return openFolders();
  }

  onDisk(): boolean {
    return !isVirtual();
  }

  async resolve(input: string): Promise<ResolvedPath> {
    return await resolvePath(this.folders(), input);
  }

  async sweep(folder: ResolvedPath, sweep: Sweep): Promise<Place[] | undefined> {
    return await findSensitiveFiles(this.folders(), folder, sweep, { rgPath: await findRipgrep(), git: this.git });
  }

  async stat(file: string): Promise<{ type: 'file' | 'folder'; size: number } | undefined> {
    return await statEntry(file);
  }

  async readText(file: string, onDisk?: Uint8Array): Promise<string> {
    return await readText(file, onDisk);
  }

  async readBytes(file: string): Promise<Uint8Array> {
    return await readRegularFile(file);
  }

  async currentBytes(file: string): Promise<Uint8Array | null> {
    return await currentBytes(vscode.Uri.file(file));
  }

  async listFiles(
    folder: ResolvedPath,
    options: { depth: number; limit: number },
    signal: AbortSignal,
  ): Promise<{ entries: string[]; truncated: boolean }> {
    return await listWithRipgrep(await this.search(folder, signal), options);
  }

  async searchText(query: TextQuery, onFound: (matches: number) => void, signal: AbortSignal): Promise<TextMatches> {
    return await searchLines(await this.search(query.place, signal), query, onFound);
  }

  async searchFiles(query: TextQuery, counts: boolean, signal: AbortSignal): Promise<FileMatches> {
    return await searchFiles(await this.search(query.place, signal), query, counts);
  }

  async findFiles({ place, glob }: FileQuery, signal: AbortSignal): Promise<FileNames> {
    return await findFiles(await this.search(place, signal), glob);
  }

  async symbols(file: string, signal: AbortSignal): Promise<string[] | undefined> {
    return await this.symbolsOfFiles.of(vscode.Uri.file(file), signal);
  }

  private async search(place: ResolvedPath | undefined, signal: AbortSignal): Promise<Search> {
    const roots = await searchRoots(this.folders(), place);
    const decoded = roots.map((root) => ({ ...root, encodings: fileEncodings(vscode.Uri.file(root.cwd)) }));
    return { rgPath: await findRipgrep(), roots: decoded, signal };
  }

  async diagnostics(file?: string): Promise<Diagnostic[]> {
    const found = await settledDiagnostics(file === undefined ? undefined : vscode.Uri.file(file));
    return await Promise.all(
      found.map(async ({ uri, ...diagnostic }) => ({ path: (await this.resolve(uri.fsPath)).path, ...diagnostic })),
    );
  }

  watchProblems(file: string): ProblemWatch {
    return this.problems.watch(vscode.Uri.file(file), async ({ fsPath }) => (await this.resolve(fsPath)).path);
  }

  async startCommand(command: CommandSpec, onOutput: (text: string) => void): Promise<RunningCommand> {
    if (!vscode.workspace.isTrusted)
      throw new Error('The person does not trust this workspace: commands cannot run here.');
    return await this.terminals.start(command, onOutput);
  }

  async checkPlace(target: WriteTarget): Promise<void> {
    await checkPlace(target);
  }

  async checkTarget(file: string, change: 'write' | 'remove'): Promise<void> {
    await checkTarget(file, change);
  }

  async checkEdit(edit: FileEdit): Promise<void> {
    await checkEdit(edit);
  }

  async applyEdit(edit: FileEdit): Promise<'applied' | 'conflict'> {
    return await applyEdit(edit);
  }

  async writeBytes(
    target: WriteTarget,
    before: Uint8Array | null,
    after: Uint8Array | null,
  ): Promise<'applied' | 'conflict'> {
    return await replaceBytes(target, before, after);
  }

  async renameFile(from: WriteTarget, to: WriteTarget, also: FollowedRename): Promise<'applied' | 'conflict'> {
    return await renameFile(from, to, also);
  }

  async removeEmptyFolders(paths: readonly string[]): Promise<void> {
    for (const folder of paths) await rmdir(folder).catch(() => {}); // Not empty, or gone: it stays so.
  }

  hasUnsavedChanges(file: string): boolean {
    const uri = vscode.Uri.file(file);
    return (openDocument(uri)?.isDirty || openNotebook(uri)?.isDirty) ?? false;
  }

  onDidChangeFile(listener: (path: string) => void): () => void {
    const listeners = watchFiles(listener);
    return () => listeners.dispose();
  }
}
