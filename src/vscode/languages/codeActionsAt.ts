import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { CodeFix } from '../../agent/contracts/languages.ts';
import { settledProblems } from '../workspace/problems/diagnostics.ts';
import { executeProvider } from './executeProvider.ts';
import { workspaceEditTexts } from './workspaceEditTexts.ts';

/** Problems whose fixes are asked for, of a file that has many. */
const MAX_PROBLEMS = 40;
/** Servers work out what a fix changes only when they are asked for that too. */
const MAX_RESOLVED = 60;
/** How often, and after how long, fixes of a file are asked for again. */
const MAX_REPEATS = 5;
const REPEAT_MS = 400;

/** See Languages.fixes. */
export async function codeActionsAt(
  document: vscode.TextDocument,
  line: number | undefined,
  signal: AbortSignal,
): Promise<CodeFix[]> {
  const { problems, untold } = await settledProblems(document);
  // Fixes are offered for what VS Code knows to be wrong: as long as it is asked, it is told.
  const told = vscode.languages.createDiagnosticCollection();
  told.set(document.uri, untold);
  try {
    const wanted = problems.filter(({ range }) => line === undefined || touches(range, line)).slice(0, MAX_PROBLEMS);
    return [...(await fixesOf(document, wanted, untold, signal)), ...(await changesOffered(document, line, signal))];
  } finally {
    told.dispose();
  }
}

function touches({ start, end }: vscode.Range, line: number): boolean {
  return start.line <= line && line <= end.line;
}

/**
 * While VS Code's TypeScript has a check to make, it offers fixes for the problems that it found itself, which those of a file that no
 * tab shows are not: where it has nothing for one of these, it is asked again.
 */
async function fixesOf(
  document: vscode.TextDocument,
  problems: readonly vscode.Diagnostic[],
  untold: readonly vscode.Diagnostic[],
  signal: AbortSignal,
): Promise<CodeFix[]> {
  const fixes: CodeFix[] = [];
  let repeats = 0;
  for (const problem of problems) {
    const { range, message } = problem;
    const ask = () => offered(document, range, 'quickfix', signal, { line: range.start.line, problem: message });
    let found = await ask();
    while (found.length === 0 && untold.includes(problem) && repeats < MAX_REPEATS) {
      repeats += 1;
      await delay(REPEAT_MS, undefined, { signal });
      found = await ask();
    }
    fixes.push(...found);
  }
  return fixes;
}

/** What is offered where nothing is wrong: of the line, where there is one, and of the whole file. */
async function changesOffered(
  document: vscode.TextDocument,
  line: number | undefined,
  signal: AbortSignal,
): Promise<CodeFix[]> {
  const last = document.lineAt(document.lineCount - 1).range.end;
  const whole = new vscode.Range(new vscode.Position(0, 0), last);
  const ofFile = await offered(document, whole, 'source', signal, { line: undefined });
  if (line === undefined || line >= document.lineCount) return ofFile;
  return [...(await offered(document, document.lineAt(line).range, 'refactor', signal, { line })), ...ofFile];
}

/** What can be proposed of it: what only runs commands cannot. */
async function offered(
  { uri }: vscode.TextDocument,
  range: vscode.Range,
  kind: string,
  signal: AbortSignal,
  where: Pick<CodeFix, 'line' | 'problem'>,
): Promise<CodeFix[]> {
  const actions = await codeActions(uri, range, kind, signal);
  const fixes: CodeFix[] = [];
  for (const { title, edit } of actions) {
    // One that does more than edits texts is none that could be made.
    const change = edit ? await workspaceEditTexts(edit).catch(() => undefined) : undefined;
    if (change) fixes.push({ title, change, ...where });
  }
  return fixes;
}

export async function codeActions(
  uri: vscode.Uri,
  range: vscode.Range,
  kind: string,
  signal: AbortSignal,
): Promise<vscode.CodeAction[]> {
  const command = 'vscode.executeCodeActionProvider';
  return (await executeProvider<vscode.CodeAction[]>(signal, command, uri, range, kind, MAX_RESOLVED)) ?? [];
}
