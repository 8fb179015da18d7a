import * as vscode from 'vscode';

/** What the system says when something cannot be written, such as "ENOSPC: no space left on device", in the user's language. */
export function diskErrorMessage(reason: string): string {
  switch (/^[A-Z]+(?=:)/.exec(reason)?.[0]) {
    case 'ENOSPC':
    case 'EDQUOT':
      return vscode.l10n.t('the disk is full');
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return vscode.l10n.t('its folder is read-only');
    case 'ENOENT':
    case 'ENOTDIR':
      return vscode.l10n.t('its folder is gone');
    default:
      return reason;
  }
}
