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
 * The problems of a TypeScript or JavaScript file as its server answers, which has seen every change that was made until now: that
 * may take long while a project is loaded. Undefined for any other file, and where its server cannot be asked.
 */
export async function typescriptProblems(document: vscode.TextDocument): Promise<vscode.Diagnostic[] | undefined> {
  if (!LANGUAGES.includes(document.languageId) || document.uri.scheme !== 'file') return undefined;
  const settings = document.languageId.startsWith('typescript') ? 'typescript' : 'javascript';
  if (!vscode.workspace.getConfiguration(settings, document).get('validate.enable', true)) return undefined;
  return await ask(document);
}

async function ask(document: vscode.TextDocument): Promise<vscode.Diagnostic[] | undefined> {
  const found = await Promise.all(
    REQUESTS.map((request) =>
      Promise.resolve(
        vscode.commands.executeCommand<Answer | undefined>(REQUEST, request, { file: document.uri }),
      ).catch(
        () => undefined, // Another version, or it is turned off.
      ),
    ),
  );
  const answers = found.filter((answer) => answer?.type === 'response');
  if (answers.length === 0) return undefined;
  return answers.flatMap((answer) => answer?.body ?? []).map(asDiagnostic);
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
