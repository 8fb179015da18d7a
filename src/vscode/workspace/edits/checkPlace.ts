import * as vscode from 'vscode';
import type { WriteTarget } from '../../../agent/contracts/workspace.ts';
import { leadsElsewhere } from '../../../session/edits/realPath.ts';
import { LocalizedError } from '../../../session/localizedError.ts';

/** See Workspace.checkPlace. Called again just before each write: VS Code itself writes, wherever the path leads by then. */
export async function checkPlace(target: WriteTarget): Promise<void> {
  const now = await leadsElsewhere(target);
  if (now === undefined) return;
  const { path, realPath = '' } = target;
  throw new LocalizedError(
    `Nothing was written: ${path} leads to ${now} by now, and led to ${realPath} when it was asked for. ` +
      'A folder or a link on the way was changed. Ask the user.',
    vscode.l10n.t(
      'Nothing was written: {0} leads to {1} now, not to {2} as when it was proposed. A folder or link on the way was changed.',
      path,
      now,
      realPath,
    ),
  );
}
