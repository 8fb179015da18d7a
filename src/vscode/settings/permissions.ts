import * as vscode from 'vscode';
import { type Rule, readRules } from '../../gate/rules.ts';
import type { Permissions } from '../../session/consent/permissionCheck.ts';
import { COMMAND_SHELL, shellSyntax } from '../terminal/commandShell.ts';
import { warn } from '../ui/messages.ts';
import { readSettings } from './settings.ts';

/** What the user's settings of this machine allow; VS Code never takes them from a workspace. */
export const PERMISSIONS: Permissions = {
  approvals: () => readSettings().approvals,
  trusted: () => vscode.workspace.isTrusted,
  rules: () => readRules(setting()).rules,
  async keepRule(rule: Rule): Promise<void> {
    const kept = setting();
    const rules: unknown[] = Array.isArray(kept) ? kept : [];
    const configuration = vscode.workspace.getConfiguration('askKimi');
    await configuration.update('rules', [...rules, rule], vscode.ConfigurationTarget.Global);
  },
  shell: shellSyntax(COMMAND_SHELL),
};

/** Only what the user wrote for this user or machine counts, even if VS Code were to merge more. */
function setting(): unknown {
  return vscode.workspace.getConfiguration('askKimi').inspect('rules')?.globalValue;
}

/** Tells the user of rules that cannot be understood, and so do nothing: they could have been meant to forbid. */
export function watchRules(): vscode.Disposable {
  const tell = () => {
    const { faults } = readRules(setting());
    if (faults.length === 0) return;
    const message = vscode.l10n.t(
      'Rules in the setting “Rules” that cannot be understood do nothing: {0}',
      JSON.stringify(faults),
    );
    warn(message);
  };
  tell();
  return vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('askKimi.rules') && tell());
}
