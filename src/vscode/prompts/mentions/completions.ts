import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Workspace } from '../../../agent/contracts/workspace.ts';
import type { Suggestion } from '../../../shared/protocol.ts';
import { fuzzyScore, WHOLE } from '../../../util/search/fuzzyScore.ts';
import { PathIndex } from '../../../util/search/pathIndex.ts';
import type { Git } from '../../../util/system/git.ts';
import type { FileList } from './fileList.ts';
import { type Commit, listCommits } from './gitChanges.ts';
import { openFiles } from './openEditors.ts';
import { relativeTime } from './relativeTime.ts';
import type { TerminalOutput } from './terminalOutput.ts';
import { findSymbols } from './workspaceSymbols.ts';

/** Lines of the list. */
const LIMIT = 40;
/** Open files that are offered before anything is typed. */
const MAX_OPEN = 5;
/** Milliseconds for which the commits that were listed count as the newest. */
const COMMITS_FRESH_MS = 10_000;

/** What typing these words leads on to. */
const SYMBOLS = 'symbol:';
const COMMITS = 'commit:';

/** What could stand for a word that is being typed after `@`, the likeliest first. */
export class Completions {
  private readonly workspace: Workspace;
  private readonly git: Git;
  private readonly files: FileList;
  private readonly terminal: TerminalOutput;
  private commits: { at: number; list: Promise<{ folder: string; commit: Commit }[]> } | undefined;

  constructor(workspace: Workspace, git: Git, files: FileList, terminal: TerminalOutput) {
    this.workspace = workspace;
    this.git = git;
    this.files = files;
    this.terminal = terminal;
  }

  async find(query: string): Promise<Suggestion[]> {
    // Where files cannot be listed, in a folder that is not on disk for example, there is still the rest.
    const index = this.files.index(query === '').catch(() => new PathIndex([]));
    if (/^https?:/i.test(query)) return [pageOf(query)];
    if (query.startsWith(SYMBOLS)) return await this.symbols(query.slice(SYMBOLS.length));
    if (query.startsWith('#')) return await this.symbols(query.slice(1));
    if (query.startsWith(COMMITS)) return await this.matchingCommits(query.slice(COMMITS.length));
    if (query === '') return [...(await this.open()), ...this.kinds()];
    const named = ({ label, insert }: Suggestion) => isCalled(query, label) || isCalled(query, insert);
    const paths = (await index).find(query, LIMIT).map(pathSuggestion);
    return [...this.kinds().filter(named), ...paths].slice(0, LIMIT);
  }

  private async open(): Promise<Suggestion[]> {
    const open = await Promise.all(
      openFiles()
        .slice(0, MAX_OPEN)
        .map(({ fsPath }) => this.workspace.resolve(fsPath)),
    );
    return open.map(({ path }) => pathSuggestion(path));
  }

  /** What there is beside files, where there is anything of it. */
  private kinds(): Suggestion[] {
    const { l10n } = vscode;
    const problems = vscode.languages.getDiagnostics().reduce((sum, [, found]) => sum + found.length, 0);
    const { current } = this.terminal;
    const editors = openFiles().length;
    const folders = this.workspace.folders();
    const git = this.git.allowed() && folders.some((folder) => existsSync(path.join(folder.path, '.git')));
    return [
      ...(problems > 0
        ? [kind('problems', 'warning', l10n.t('Problems'), l10n.t('{0} in the editor', problems), 'problems')]
        : []),
      ...(current ? [kind('terminal', 'terminal', l10n.t('Terminal'), current.command, 'terminal')] : []),
      ...(git
        ? [
            changes('unstaged', l10n.t('Unstaged changes'), 'changes'),
            changes('staged', l10n.t('Staged changes'), 'staged'),
            leadOn('git-commit', l10n.t('Commit'), l10n.t('choose one'), COMMITS),
          ]
        : []),
      ...(editors > 1
        ? [kind('editors', 'files', l10n.t('Open editors'), l10n.t('{0} files', editors), 'editors')]
        : []),
      ...(folders.length > 0 ? [leadOn('symbol-method', l10n.t('Symbol'), l10n.t('by its name'), SYMBOLS)] : []),
      leadOn('globe', l10n.t('Web page'), l10n.t('by its address'), 'https://'),
    ];
  }

  private async symbols(query: string): Promise<Suggestion[]> {
    const found = await findSymbols(query, LIMIT);
    return await Promise.all(
      found.map(async ({ name, container, kind, uri, range }) => {
        const { path } = await this.workspace.resolve(uri.fsPath);
        const icon = `symbol-${vscode.SymbolKind[kind].replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()}`;
        const detail = [container, path].filter(Boolean).join(' · ');
        const lines = { startLine: range.start.line + 1, endLine: range.end.line + 1 };
        return { icon, label: name, detail, insert: name, mention: { type: 'symbol' as const, name, path, ...lines } };
      }),
    );
  }

  private async matchingCommits(query: string): Promise<Suggestion[]> {
    const now = performance.now();
    if (!this.commits || now - this.commits.at > COMMITS_FRESH_MS) this.commits = { at: now, list: this.listCommits() };
    return (await this.commits.list)
      .filter(({ commit }) => answers(query, commit.subject) || commit.hash.startsWith(query))
      .slice(0, LIMIT)
      .map(({ folder, commit: { hash, short, subject, at } }) => ({
        icon: 'git-commit',
        label: subject,
        detail: `${short} · ${relativeTime(at, Date.now() / 1000)}`,
        insert: short,
        mention: { type: 'commit' as const, folder, hash },
      }));
  }

  private async listCommits(): Promise<{ folder: string; commit: Commit }[]> {
    const folders = this.workspace.folders();
    const lists = await Promise.all(
      folders.map(async ({ name, path }) =>
        (await listCommits(this.git, path)).map((commit) => ({ folder: name, commit })),
      ),
    );
    return lists.flat();
  }
}

/** As it stands: what is abbreviated is rather a file. */
function isCalled(query: string, name: string): boolean {
  return (fuzzyScore(query, name) ?? 0) > WHOLE;
}

function answers(query: string, name: string): boolean {
  return query === '' || fuzzyScore(query, name) !== undefined;
}

/** `path` ends in `/` for a folder. */
function pathSuggestion(path: string): Suggestion {
  const folder = path.endsWith('/');
  const bare = folder ? path.slice(0, -1) : path;
  const cut = bare.lastIndexOf('/');
  return {
    icon: folder ? 'folder' : 'file',
    label: bare.slice(cut + 1) + (folder ? '/' : ''),
    detail: cut < 0 ? '' : bare.slice(0, cut),
    insert: path,
    mention: { type: folder ? 'folder' : 'file', path: bare },
  };
}

function pageOf(url: string): Suggestion {
  const host = URL.canParse(url) ? new URL(url).host : '';
  const page = { icon: 'globe', label: url, detail: vscode.l10n.t('Fetch this page'), insert: url };
  return host === '' ? page : { ...page, mention: { type: 'page', url } };
}

function kind(
  type: 'problems' | 'terminal' | 'editors',
  icon: string,
  label: string,
  detail: string,
  insert: string,
): Suggestion {
  return { icon, label, detail, insert, mention: { type } };
}

function changes(of: 'unstaged' | 'staged', label: string, insert: string): Suggestion {
  return { icon: 'diff', label, detail: 'git', insert, mention: { type: 'changes', of } };
}

function leadOn(icon: string, label: string, detail: string, insert: string): Suggestion {
  return { icon, label, detail, insert };
}
