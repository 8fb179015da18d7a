import path from 'node:path';
import * as vscode from 'vscode';
import { readRegularFile } from '../workspace/regularFile.ts';

/** How many tasks an empty conversation suggests. */
const COUNT = 3;

/** What the suggestions go by. */
interface Facts {
  /** Errors that language tools report. */
  errors: number;
  /** The file of the active editor, as the user reads its name. */
  openFile: string | undefined;
  uncommitted: boolean;
  /** Nothing is in the folder. */
  empty: boolean;
  tests: boolean;
  instructions: boolean;
}

/** Tasks that fit the workspace as it stands, worded for the user: what is wrong first, then what helps with any project. */
export async function suggestTasks(): Promise<string[]> {
  const facts = await readFacts();
  if (facts.empty) {
    return [
      vscode.l10n.t('Set up a small web app with tests'),
      vscode.l10n.t('Write a command-line tool that …'),
      vscode.l10n.t('What can you do?'),
    ];
  }
  const { errors, openFile, uncommitted, tests, instructions } = facts;
  const fitting = [
    errors > 0 && vscode.l10n.t('Fix the errors that the editor reports'),
    uncommitted && vscode.l10n.t('Review my uncommitted changes'),
    tests && vscode.l10n.t('Run the tests and fix what fails'),
    openFile !== undefined && vscode.l10n.t('Explain {0}', openFile),
    vscode.l10n.t('Explain how this project is built'),
    !tests && vscode.l10n.t('Add tests for the most important code'),
    !instructions && vscode.l10n.t('Write an AGENTS.md for this project'),
    vscode.l10n.t('Find the riskiest code here and say why'),
  ];
  return fitting.filter((text) => text !== false).slice(0, COUNT);
}

async function readFacts(): Promise<Facts> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const names = folder ? await namesIn(folder) : [];
  const editor = vscode.window.activeTextEditor?.document;
  return {
    errors: vscode.languages.getDiagnostics().reduce((sum, [, found]) => sum + countErrors(found), 0),
    openFile: editor?.uri.scheme === 'file' ? path.basename(editor.fileName) : undefined,
    uncommitted: hasUncommittedChanges(),
    empty: names.every((name) => name.startsWith('.')),
    tests: names.some((name) => /^(tests?|spec|__tests__)$/i.test(name)) || (await hasTestScript(folder)),
    instructions: names.includes('AGENTS.md'),
  };
}

function countErrors(diagnostics: readonly vscode.Diagnostic[]): number {
  return diagnostics.filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error).length;
}

async function namesIn(folder: vscode.Uri): Promise<string[]> {
  return await vscode.workspace.fs.readDirectory(folder).then(
    (entries) => entries.map(([name]) => name),
    () => [],
  );
}

/** npm's own placeholder for one does not count. */
async function hasTestScript(folder: vscode.Uri | undefined): Promise<boolean> {
  if (folder?.scheme !== 'file') return false;
  const text = await readRegularFile(path.join(folder.fsPath, 'package.json')).then(String, () => '');
  const script = /"test"\s*:\s*"([^"]*)/.exec(text)?.[1];
  return script !== undefined && !script.includes('no test specified');
}

/** As far as VS Code's git extension knows by now: nothing here waits for it. */
function hasUncommittedChanges(): boolean {
  const git = vscode.extensions.getExtension<GitExtension>('vscode.git');
  if (!git?.isActive || !git.exports.enabled) return false;
  const { repositories } = git.exports.getAPI(1);
  return repositories.some(({ state }) => state.workingTreeChanges.length + state.indexChanges.length > 0);
}

/** The part used here of what VS Code's git extension exports. */
interface GitExtension {
  enabled: boolean;
  getAPI(version: 1): {
    repositories: { state: { workingTreeChanges: unknown[]; indexChanges: unknown[] } }[];
  };
}
