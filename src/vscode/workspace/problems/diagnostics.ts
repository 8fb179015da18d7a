import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Diagnostic } from '../../../agent/contracts/workspace.ts';
import { allCaughtUp } from '../../languages/caughtUp.ts';
import { isInTab } from '../../review/isInTab.ts';
import { typescriptProblems } from './typescriptProblems.ts';

/** Language servers answer a while after a change: quiet for so long counts as done. */
const QUIET_MS = 400;
const PATIENCE_MS = 3_000;
/** What was asked for by name waits for its project. */
const LOADING_MS = 20_000;

type FoundDiagnostic = Omit<Diagnostic, 'path'> & { uri: vscode.Uri };

/** The problems of a file or of everything, worst first, once language servers have caught up with the last change. */
export async function settledDiagnostics(uri?: vscode.Uri): Promise<FoundDiagnostic[]> {
  const found = uri ? [await ofFile(uri)] : await ofAll();
  return found
    .filter(([{ scheme }]) => scheme === 'file')
    .flatMap(([file, diagnostics]) => diagnostics.map((diagnostic) => ({ file, diagnostic })))
    .sort((a, b) => a.diagnostic.severity - b.diagnostic.severity || compare(a.file.path, b.file.path))
    .map(({ file, diagnostic }) => ({ uri: file, ...toDiagnostic(diagnostic) }));
}

async function ofAll(): Promise<[vscode.Uri, vscode.Diagnostic[]][]> {
  await allCaughtUp();
  await quiet();
  return vscode.languages.getDiagnostics();
}

async function ofFile(uri: vscode.Uri): Promise<[vscode.Uri, vscode.Diagnostic[]]> {
  return [uri, (await settledProblems(await vscode.workspace.openTextDocument(uri))).problems];
}

/** As settledDiagnostics, of one file. `untold`: those among them that VS Code itself does not know. */
export async function settledProblems(
  document: vscode.TextDocument,
): Promise<{ problems: vscode.Diagnostic[]; untold: vscode.Diagnostic[] }> {
  await allCaughtUp();
  // VS Code has those files checked alone that a tab shows.
  const unknown = isInTab(document.uri) ? undefined : typescriptProblems(document);
  const [asked] = await Promise.all([Promise.race([unknown, delay(LOADING_MS, undefined, { ref: false })]), quiet()]);
  const known = vscode.languages.getDiagnostics(document.uri);
  const keys = new Set(known.map(keyOf));
  const untold = (asked ?? []).filter((problem) => !keys.has(keyOf(problem)));
  return { problems: [...known, ...untold], untold };
}

function keyOf({ range, message }: vscode.Diagnostic): string {
  return `${range.start.line} ${message}`;
}

export function toDiagnostic({ range, severity, message, source }: vscode.Diagnostic): Omit<Diagnostic, 'path'> {
  const line = range.start.line + 1;
  return { line, severity: SEVERITIES[severity], message, ...(source === undefined ? {} : { source }) };
}

const SEVERITIES: Record<vscode.DiagnosticSeverity, Diagnostic['severity']> = {
  [vscode.DiagnosticSeverity.Error]: 'error',
  [vscode.DiagnosticSeverity.Warning]: 'warning',
  [vscode.DiagnosticSeverity.Information]: 'information',
  [vscode.DiagnosticSeverity.Hint]: 'hint',
};

async function quiet(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let timer = setTimeout(resolve, QUIET_MS);
  const limit = setTimeout(resolve, PATIENCE_MS);
  const listener = vscode.languages.onDidChangeDiagnostics(() => {
    clearTimeout(timer);
    timer = setTimeout(resolve, QUIET_MS);
  });
  await promise;
  clearTimeout(timer);
  clearTimeout(limit);
  listener.dispose();
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
