import * as vscode from 'vscode';
import type { Attachment } from '../../../agent/events/events.ts';
import { judge } from '../../../gate/judge.ts';
import { loadPage } from '../../../tools/web/loadPage.ts';
import { PageError } from '../../../tools/web/pageError.ts';
import { redactSecrets } from '../../../util/secrets/redactSecrets.ts';
import { truncate } from '../../../util/text/truncate.ts';
import { PERMISSIONS } from '../../settings/permissions.ts';
import { EDITOR_NETWORK } from '../../ui/proxySettings.ts';
import { pageErrorMessage } from './pageErrorMessage.ts';

const MAX_CHARACTERS = 60_000;

/**
 * A page whose address the user typed, which is their consent for its host. Rules hold; other hosts that it leads to, and what
 * is on this machine or its network, are asked about. Throws in words for the user.
 */
export async function attachPage(address: string): Promise<Attachment> {
  const typed = URL.canParse(address) ? new URL(address).host : '';
  const ask = async (url: URL, local: boolean) => {
    const permissions = {
      approvals: PERMISSIONS.approvals(),
      trusted: PERMISSIONS.trusted(),
      rules: PERMISSIONS.rules(),
    };
    const { verdict } = judge(
      { type: 'fetch', url: url.href, local },
      { ...permissions, tool: undefined, readWeb: false, unseen: [] },
    );
    if (verdict === 'deny') throw new Error(vscode.l10n.t('A rule of yours forbids to fetch {0}.', url.href));
    if (verdict === 'allow' || (url.host === typed && !local) || (await mayFetch(url, local))) return;
    throw new Error(vscode.l10n.t('{0} was not fetched.', url.href));
  };
  const title = vscode.l10n.t('Fetching {0}', address);
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  const page = await vscode.window.withProgress(options, async (_progress, token) => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort(new Error(vscode.l10n.t('{0} was not fetched.', address))));
    return await loadPage(address, EDITOR_NETWORK, ask, stop.signal).catch((error: unknown) => {
      stop.signal.throwIfAborted();
      throw error instanceof PageError ? new Error(pageErrorMessage(error), { cause: error }) : error;
    });
  });
  const text = redactSecrets(truncate(page.text, MAX_CHARACTERS));
  const cut = page.truncated || text.length < page.text.length ? '\n[The page is longer: this is its beginning.]' : '';
  return { type: 'data', source: 'page', name: page.url, text: text + cut };
}

async function mayFetch(url: URL, local: boolean): Promise<boolean> {
  const fetch = vscode.l10n.t('Fetch');
  const question = local
    ? vscode.l10n.t('{0} leads to your machine or its network. Fetch it all the same?', url.href)
    : vscode.l10n.t('The address leads on to {0}. Fetch that?', url.href);
  return (await vscode.window.showWarningMessage(question, { modal: true }, fetch)) === fetch;
}
