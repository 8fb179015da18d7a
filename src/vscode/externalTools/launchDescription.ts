import * as vscode from 'vscode';
import type { ServerLaunch } from '../../agent/events/externalTools.ts';
import { showInvisible } from '../../shared/showInvisible.ts';

/** How a server of tools would be reached: all of it, a thing a line. */
export function launchDescription(launch: ServerLaunch): string {
  if (launch.type === 'http') {
    const headers = launch.headers.map(showInvisible).join(', ');
    return [showInvisible(launch.url), ...(headers ? [vscode.l10n.t('Headers: {0}', headers)] : [])].join('\n');
  }
  const words = [launch.command, ...launch.args].map((word) => (/^[^\s"']+$/.test(word) ? word : JSON.stringify(word)));
  const environment = launch.environment.map(showInvisible);
  return [
    showInvisible(words.join(' ')),
    vscode.l10n.t('in {0}', showInvisible(launch.cwd)),
    ...(environment.length > 0 ? [vscode.l10n.t('Environment:'), ...environment] : []),
  ].join('\n');
}
