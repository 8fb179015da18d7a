import * as vscode from 'vscode';
import type { Approvals } from '../../shared/protocol.ts';
import { readSettings, writeSettings } from './settings.ts';

/** Lets the user choose what Kimi may do without asking. */
export async function selectApprovals(): Promise<void> {
  const { approvals } = readSettings();
  const items = (['ask', 'autoEdits', 'auto', 'plan'] as const).map((value) => ({
    ...wordApprovals(value),
    value,
    ...(value === approvals ? { description: vscode.l10n.t('current') } : {}),
  }));
  const title = vscode.l10n.t('What Kimi may do without asking');
  const chosen = await vscode.window.showQuickPick(items, { title, matchOnDetail: true });
  if (chosen) await setApprovals(chosen.value);
}

/** Keeps the choice for this machine; says so where a folder that is not trusted stands in its way. */
export async function setApprovals(approvals: Approvals): Promise<void> {
  await writeSettings({ approvals });
  if (vscode.workspace.isTrusted || approvals === 'ask' || approvals === 'plan') return;
  const manage = vscode.l10n.t('Manage Trust');
  const message = vscode.l10n.t('You do not trust this folder: here Kimi only reads and answers.');
  const answer = await vscode.window.showInformationMessage(message, manage);
  if (answer === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}

function wordApprovals(approvals: Approvals): { label: string; detail: string } {
  switch (approvals) {
    case 'ask':
      return {
        label: vscode.l10n.t('Review'),
        detail: vscode.l10n.t('Every edit and every command waits for you.'),
      };
    case 'autoEdits':
      return {
        label: vscode.l10n.t('Auto Edits'),
        detail: vscode.l10n.t('Edits inside the workspace are made at once; commands ask.'),
      };
    case 'auto':
      return {
        label: vscode.l10n.t('Auto'),
        // A line of the list, which is cut and not wrapped.
        detail: vscode.l10n.t('Edits and commands in the workspace go ahead; what is dangerous or unclear asks.'),
      };
    case 'plan':
      return {
        label: vscode.l10n.t('Plan'),
        detail: vscode.l10n.t('Kimi only reads: it proposes a plan and changes nothing.'),
      };
  }
}
