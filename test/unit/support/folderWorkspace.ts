import { randomUUID } from 'node:crypto';
import { watch } from 'node:fs';
import { mkdir, readFile, rename, rm, rmdir, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CommandSpec, RunningCommand } from '../../../src/agent/contracts/jobs.ts';
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
} from '../../../src/agent/contracts/workspace.ts';
import type { Sweep } from '../../../src/gate/commandFindings.ts';
import type { Place } from '../../../src/gate/judge.ts';
import { leadsElsewhere, otherNamesOf, realPathOf } from '../../../src/session/edits/realPath.ts';
import { Git } from '../../../src/util/system/git.ts';
import { startProcess } from '../../../src/vscode/terminal/spawnShell.ts';
import { describeTargetProblem, findTargetProblem } from '../../../src/vscode/workspace/edits/targetProblem.ts';
import { nameFolders } from '../../../src/vscode/workspace/nameFolders.ts';
import { readRegularFile, statEntry } from '../../../src/vscode/workspace/regularFile.ts';
import { resolvePath } from '../../../src/vscode/workspace/resolvePath.ts';
import { findSensitiveFiles } from '../../../src/vscode/workspace/search/findSensitiveFiles.ts';
import {
  findFiles,
  listWithRipgrep,
  type Search,
  searchFiles,
  searchLines,
} from '../../../src/vscode/workspace/search/ripgrep.ts';
import type { SearchEncoding } from '../../../src/vscode/workspace/search/searchEncoding.ts';
import { searchRoots } from '../../../src/vscode/workspace/search/searchRoots.ts';
import { ripgrepPath } from './ripgrepPath.ts';

/** As VS Code's limit for what it shows to extensions. */
const MAX_TEXT_BYTES = 50_000_000;

/** A workspace of real folders on disk, without an editor: nothing is ever unsaved. */
export class FolderWorkspace implements Workspace {
  /** What `diagnostics` tells, as language tools would. */
  problems: Diagnostic[] = [];
  /** Called where problems that an edit brought are asked for: language tools may take a while. */
  onNews: (absolutePath: string, signal: AbortSignal) => Promise<void> | void = () => {};
  /** What language servers tell that a file defines, by path. */
  readonly defined = new Map<string, string[]>();
  /** What language servers make of other files when one is renamed, by path. */
  readonly importers = new Map<string, string>();
  /** What saving makes of an edit's text, as a formatter would. */
  onSave = (text: string): string => text;
  /** Files that an editor would hold unsaved changes of. */
  readonly unsaved = new Set<string>();
  /** Files whose edits could not be made exactly. */
  readonly uneditable = new Set<string>();
  /** How settings have the files of folders read, by path. */
  readonly encodings = new Map<string, SearchEncoding[]>();
  /** The folders are somewhere else than on a disk. */
  virtual = false;
  readonly #folders: WorkspaceFolder[];

  /** Folders are called after the last part of their path, as VS Code does, unless they are given a name of their own. */
  constructor(...folders: (string | WorkspaceFolder)[]) {
    const named = folders.map((folder) => {
      return typeof folder === 'string' ? { name: path.basename(folder), path: folder } : folder;
    });
    this.#folders = named.length > 1 ? nameFolders(named) : named;
  }

  folders(): WorkspaceFolder[] {
    return this.#folders;
  }

  onDisk(): boolean {
    return !this.virtual;
  }

  resolve(written: string): Promise<ResolvedPath> {
    return resolvePath(this.#folders, written);
  }

  async sweep(folder: ResolvedPath, sweep: Sweep): Promise<Place[] | undefined> {
    return findSensitiveFiles(this.#folders, folder, sweep, { rgPath: await ripgrepPath(), git: new Git(() => true) });
  }

  async stat(absolutePath: string): Promise<{ type: 'file' | 'folder'; size: number } | undefined> {
    return statEntry(absolutePath);
  }

  async readText(absolutePath: string): Promise<string> {
    const bytes = await readRegularFile(absolutePath);
    if (bytes.length > MAX_TEXT_BYTES) throw new Error(`${absolutePath} is too large (${bytes.length} bytes).`);
    if (bytes.includes(0)) throw new Error(`${absolutePath} is a binary file.`);
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch (error) {
      throw new Error(`${absolutePath} is not UTF-8 text.`, { cause: error });
    }
  }

  async readBytes(absolutePath: string): Promise<Uint8Array> {
    return readRegularFile(absolutePath);
  }

  async currentBytes(absolutePath: string): Promise<Uint8Array | null> {
    return (await this.stat(absolutePath)) ? await readRegularFile(absolutePath) : null;
  }

  async listFiles(folder: ResolvedPath, options: { depth: number; limit: number }, signal: AbortSignal) {
    return listWithRipgrep(await this.#search(folder, signal), options);
  }

  async searchText(query: TextQuery, onFound: (matches: number) => void, signal: AbortSignal): Promise<TextMatches> {
    return searchLines(await this.#search(query.place, signal), query, onFound);
  }

  async searchFiles(query: TextQuery, counts: boolean, signal: AbortSignal): Promise<FileMatches> {
    return searchFiles(await this.#search(query.place, signal), query, counts);
  }

  async findFiles({ place, glob }: FileQuery, signal: AbortSignal): Promise<FileNames> {
    return findFiles(await this.#search(place, signal), glob);
  }

  async symbols(absolutePath: string): Promise<string[] | undefined> {
    return this.defined.get(absolutePath);
  }

  async #search(place: ResolvedPath | undefined, signal: AbortSignal): Promise<Search> {
    const roots = (await searchRoots(this.#folders, place)).map((root) => ({
      ...root,
      encodings: this.encodings.get(root.cwd) ?? [{}],
    }));
    return { rgPath: await ripgrepPath(), roots, signal };
  }

  async diagnostics(absolutePath?: string): Promise<Diagnostic[]> {
    if (absolutePath === undefined) return this.problems;
    const { path: shown } = await this.resolve(absolutePath);
    return this.problems.filter((problem) => problem.path === shown);
  }

  watchProblems(absolutePath: string): ProblemWatch {
    const before = this.problems;
    return {
      again: () => {},
      news: async (signal) => {
        await this.onNews(absolutePath, signal);
        const now = await this.diagnostics(absolutePath);
        return { compared: true, problems: now.filter((problem) => !before.includes(problem)) };
      },
    };
  }

  startCommand(command: CommandSpec, onOutput: (text: string) => void): Promise<RunningCommand> {
    return startProcess({ ...command, env: process.env }, onOutput);
  }

  async checkTarget(file: string, change: 'write' | 'remove'): Promise<void> {
    const problem = await findTargetProblem(file, change);
    if (problem) throw new Error(describeTargetProblem(problem));
  }

  async checkEdit({ path: file }: { path: string }): Promise<void> {
    if (this.uneditable.has(file)) throw new Error(`${file} has bytes that are no text.`);
  }

  async checkPlace(target: WriteTarget): Promise<void> {
    const now = await leadsElsewhere(target);
    if (now !== undefined) throw new Error(`Nothing was written: ${target.path} leads to ${now} by now.`);
  }

  async applyEdit(
    edit: WriteTarget & { before: string | null; after: string | null },
  ): Promise<'applied' | 'conflict'> {
    await this.checkPlace(edit);
    const current = (await this.stat(edit.path)) ? await this.readText(edit.path) : null;
    if (current !== edit.before) return 'conflict';
    if (edit.after === null) {
      await unlink(edit.path);
    } else {
      await write(edit.path, this.onSave(edit.after));
    }
    return 'applied';
  }

  async writeBytes(
    target: WriteTarget,
    before: Uint8Array | null,
    after: Uint8Array | null,
  ): Promise<'applied' | 'conflict'> {
    const { path: file } = target;
    await this.checkPlace(target);
    const current = (await this.stat(file)) ? await readFile(file) : null;
    const same = current === null || before === null ? current === before : current.equals(before);
    if (!same) return 'conflict';
    if (after === null) await rm(file, { force: true });
    else await write(file, after);
    return 'applied';
  }

  async renameFile(
    source: WriteTarget,
    destination: WriteTarget,
    also: FollowedRename,
  ): Promise<'applied' | 'conflict'> {
    const [from, to] = [source.path, destination.path];
    for (const target of [source, destination]) await this.checkPlace(target);
    if ((await this.stat(from))?.type !== 'file' || (await this.stat(to))) return 'conflict';
    await mkdir(path.dirname(to), { recursive: true });
    await rename(from, to);
    for (const [importer, text] of this.importers) {
      also(importer, await readFile(importer), true);
      await writeFile(importer, text);
    }
    return 'applied';
  }

  async removeEmptyFolders(paths: readonly string[]): Promise<void> {
    for (const folder of paths) await rmdir(folder).catch(() => {});
  }

  hasUnsavedChanges(file: string): boolean {
    return [...this.unsaved].some(otherNamesOf(file));
  }

  onDidChangeFile(listener: (realPath: string) => void): () => void {
    const watchers = this.#folders.map((folder) =>
      watch(folder.path, { recursive: true }, (_, name) => {
        if (name) realPathOf(path.join(folder.path, name)).then(listener, () => {});
      }),
    );
    return () => {
      for (const watcher of watchers) watcher.close();
    };
  }
}

/** Through links, as VS Code writes. */
async function write(named: string, content: string | Uint8Array): Promise<void> {
  const file = await realPathOf(named);
  await mkdir(path.dirname(file), { recursive: true });
  // Whole or not at all, as VS Code's own process writes it.
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, content);
  await rename(draft, file);
}
