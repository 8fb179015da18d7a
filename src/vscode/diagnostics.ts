import * as vscode from 'vscode';
import type { Diagnostic } from '../agent/workspace.ts';

/** Language servers answer a while after a change: quiet for so long counts as done. */
const QUIET_MS = 400;
const PATIENCE_MS = 3_000;

type FoundDiagnostic = Omit<Diagnostic, 'path'> & { uri: vscode.Uri };

/** The problems of a file or of everything, worst first, once language servers have caught up with the last change. */
export async function settledDiagnostics(uri?: vscode.Uri): Promise<FoundDiagnostic[]> {
  if (uri) await vscode.workspace.openTextDocument(uri);
  await quiet();
  const found: [vscode.Uri, vscode.Diagnostic[]][] = uri
    ? [[uri, vscode.languages.getDiagnostics(uri)]]
    : vscode.languages.getDiagnostics();
  return found
    .filter(([{ scheme }]) => scheme === 'file')
    .flatMap(([file, diagnostics]) => diagnostics.map((diagnostic) => ({ file, diagnostic })))
    .sort((a, b) => a.diagnostic.severity - b.diagnostic.severity || compare(a.file.path, b.file.path))
    .map(({ file, diagnostic }) => ({ uri: file, ...toDiagnostic(diagnostic) }));
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
