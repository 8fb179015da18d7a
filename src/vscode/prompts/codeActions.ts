import * as vscode from 'vscode';
import { PROPOSAL_SCHEME } from '../review/proposalUri.ts';

/** The lightbulb: ask about a selection, or have Kimi fix the problem under the cursor. Only makes titles; commands do the work. */
export class CodeActions implements vscode.CodeActionProvider {
  static readonly metadata: vscode.CodeActionProviderMetadata = {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, vscode.CodeActionKind.Refactor],
  };

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    if (document.uri.scheme === PROPOSAL_SCHEME) return [];
    const actions: vscode.CodeAction[] = [];
    if (!range.isEmpty)
      actions.push(action(vscode.l10n.t('Ask Kimi'), 'askKimi.askSelection', vscode.CodeActionKind.Refactor));
    const [problem] = context.diagnostics;
    if (problem) {
      const fix = action(vscode.l10n.t('Fix with Kimi'), 'askKimi.fix', vscode.CodeActionKind.QuickFix, {
        range: problem.range,
        message: problem.message,
      });
      fix.diagnostics = [problem];
      actions.push(fix);
    }
    return actions;
  }
}

/** The problem that a quick fix passes to `askKimi.fix`. */
export interface Problem {
  range: vscode.Range;
  message: string;
}

function action(title: string, command: string, kind: vscode.CodeActionKind, argument?: Problem): vscode.CodeAction {
  const result = new vscode.CodeAction(title, kind);
  result.command = { command, title, arguments: argument ? [argument] : [] };
  return result;
}
