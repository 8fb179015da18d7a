import * as vscode from 'vscode';
import { showInvisible } from '../../shared/showInvisible.ts';
import type { ServerError, ServerProblem } from '../../tools/external/mcp/serverError.ts';

/** Why a server of tools cannot be used, and what to do about it. */
export function mcpErrorMessage({ server, problem, lastWords }: ServerError): string {
  const { l10n } = vscode;
  const words = l10n.t('The tool server “{0}” cannot be used: {1}', showInvisible(server), wordServerProblem(problem));
  return lastWords === '' ? words : `${words} ${l10n.t('What it said last: {0}', showInvisible(lastWords))}`;
}

function wordServerProblem(problem: ServerProblem): string {
  const { l10n } = vscode;
  switch (problem.type) {
    case 'exited':
      return l10n.t('it ended with exit code {0}.', String(problem.code));
    case 'signalled':
      return l10n.t('it was ended by {0}.', problem.signal);
    case 'timeout':
      return l10n.t('it did not answer in time. Try again later.');
    case 'tooLarge':
      return l10n.t('it sent a message that is too large.');
    case 'signIn':
      return l10n.t('it wants you to sign in. Add it to VS Code itself, with the command “MCP: List Servers”.');
    case 'variable':
      return l10n.t('its variable {0} in .vscode/mcp.json is not known here.', showInvisible(`\${${problem.name}}`));
    case 'input':
      return l10n.t('.vscode/mcp.json has no input “{0}”, which it uses.', showInvisible(problem.name));
    case 'notEntered':
      return l10n.t('it needs “{0}”, which was not entered.', showInvisible(problem.name));
    case 'address':
      return l10n.t('its address is not encrypted. Use https; http is for this machine only.');
    case 'noFile':
      return l10n.t('the file {0}, which it uses, is not there.', showInvisible(problem.file));
    case 'rules':
      return l10n.t(
        'the file {0} sets {1}, which could make it run something else. Put that into .vscode/mcp.json.',
        showInvisible(problem.file),
        showInvisible(problem.name),
      );
    case 'other':
      return showInvisible(problem.detail);
  }
}
