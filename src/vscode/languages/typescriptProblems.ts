import * as vscode from 'vscode';

const LANGUAGES = ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'];
/** Of VS Code's own TypeScript extension: passes a few requests on to its server. */
const REQUEST = 'typescript.tsserverRequest';
/** Suggestions, like what is unused, are hints. */
const REQUESTS = ['syntacticDiagnosticsSync', 'semanticDiagnosticsSync', 'suggestionDiagnosticsSync'];

/** The part that is read of what the server answers; positions count from 1. */
interface Answer {
  type?: string;
  body?: Told[];
}

interface Told {
  start: { line: number; offset: number };
  end: { line: number; offset: number };
  text: string;
  code?: number;
  category: string;
}

/**
 * The problems of a TypeScript or JavaScript file that no tab shows: VS Code has those checked alone that one does. Empty for any
 * other file, and where its TypeScript cannot be asked. Undefined where the answer takes longer than `withinMs`, as while a
 * project is loaded.
 */
export async function typescriptProblems(
  document: vscode.TextDocument,
  withinMs: number,
): Promise<vscode.Diagnostic[] | undefined> {
  if (!LANGUAGES.includes(document.languageId) || document.uri.scheme !== 'file' || isInTab(document.uri)) return [];
  const settings = document.languageId.startsWith('typescript') ? 'typescript' : 'javascript';
  if (!vscode.workspace.getConfiguration(settings, document).get('validate.enable', true)) return [];
  const { promise: late, resolve: end } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => end(undefined), withinMs);
  const found = await Promise.race([ask(document), late]);
  clearTimeout(timer);
  return found;
}

async function ask(document: vscode.TextDocument): Promise<vscode.Diagnostic[]> {
  const found = await Promise.all(
    REQUESTS.map((request) =>
      Promise.resolve(
        vscode.commands.executeCommand<Answer | undefined>(REQUEST, request, { file: document.uri }),
      ).catch(
        () => undefined, // Another version, or it is turned off.
      ),
    ),
  );
  return found.flatMap((answer) => (answer?.type === 'response' ? (answer.body ?? []) : [])).map(asDiagnostic);
}

function isInTab(uri: vscode.Uri): boolean {
  const wanted = uri.toString();
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .some(({ input }) => {
      if (input instanceof vscode.TabInputText) return input.uri.toString() === wanted;
      if (!(input instanceof vscode.TabInputTextDiff)) return false;
      return [input.original, input.modified].some((side) => side.toString() === wanted);
    });
}

function asDiagnostic({ start, end, text, code, category }: Told): vscode.Diagnostic {
  const range = new vscode.Range(start.line - 1, start.offset - 1, end.line - 1, end.offset - 1);
  const diagnostic = new vscode.Diagnostic(range, text, SEVERITIES[category] ?? vscode.DiagnosticSeverity.Information);
  diagnostic.source = 'ts';
  if (code !== undefined) diagnostic.code = code;
  return diagnostic;
}

const SEVERITIES: Partial<Record<string, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  suggestion: vscode.DiagnosticSeverity.Hint,
};
