import * as vscode from 'vscode';

export const TASKS = ['explain', 'fix', 'refactor', 'writeTests', 'document'] as const;
export type Task = (typeof TASKS)[number];

/** What a task asks of the code that goes along, in the user's language, as it stands in the conversation. */
export function taskPrompt(task: Task): string {
  switch (task) {
    case 'explain':
      return vscode.l10n.t('Explain this code: what it does, how, and what is easily overlooked.');
    case 'fix':
      return vscode.l10n.t('Find what is wrong in this code, look at its diagnostics too, and fix it.');
    case 'refactor':
      return vscode.l10n.t('Refactor this code so that it reads better, without changing what it does.');
    case 'writeTests':
      return vscode.l10n.t('Write tests for this code, in the style of the tests that are here, and run them.');
    case 'document':
      return vscode.l10n.t(
        'Document this code with comments in the style of this project. Do not change what it does.',
      );
  }
}
