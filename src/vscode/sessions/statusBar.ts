import * as vscode from 'vscode';
import type { SessionStatus } from '../../shared/transcript/sessionStatus.ts';

/** Kimi in the status bar: what it is doing, also where the panel is not to be seen. */
export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('askKimi.status', vscode.StatusBarAlignment.Right, 100);

  constructor() {
    this.item.name = 'Ask Kimi';
    this.item.command = 'askKimi.ask';
  }

  /** `waiting` is the number of decisions that wait in all sessions of this window. */
  show(standings: readonly SessionStatus[], waiting: number): void {
    const { item } = this;
    const working = standings.filter((standing) => standing === 'working').length;
    const words = wordStanding(working, waiting);
    item.text = waiting > 0 ? `$(bell-dot) Kimi: ${waiting}` : working > 0 ? '$(loading~spin) Kimi' : '$(sparkle) Kimi';
    item.tooltip = words;
    item.accessibilityInformation = { label: words };
    item.backgroundColor = waiting > 0 ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    item.show();
  }

  dispose(): void {
    this.item.dispose();
  }
}

function wordStanding(working: number, waiting: number): string {
  if (waiting > 0) return vscode.l10n.t('Kimi waits for your decision ({0}).', waiting);
  if (working > 1) return vscode.l10n.t('Kimi works in {0} sessions.', working);
  return working > 0 ? vscode.l10n.t('Kimi works.') : vscode.l10n.t('Ask Kimi');
}
