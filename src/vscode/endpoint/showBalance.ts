import * as vscode from 'vscode';
import { ModelError } from '../../agent/contracts/model.ts';
import { readBalance } from '../../kimi/client/balance.ts';
import type { Endpoint } from '../../kimi/endpoint/endpoints.ts';
import { wordKeyFailure } from '../ui/errorMessages.ts';
import { inform, warn } from '../ui/messages.ts';
import type { ApiKeys } from './apiKeys.ts';
import { endpointLabel } from './endpointLabel.ts';

/** Asks the endpoint what is left on the account, and says it. */
export async function showBalance(endpoint: Endpoint, keys: ApiKeys): Promise<void> {
  const place = new URL(endpoint.baseUrl).host;
  if (!endpoint.balance) {
    inform(vscode.l10n.t('{0} does not tell a balance.', endpointLabel(endpoint.preset)));
    return;
  }
  try {
    const balance = await readBalance(endpoint, await keys.find(endpoint), AbortSignal.timeout(30_000));
    const amount = new Intl.NumberFormat(vscode.env.language, { style: 'currency', currency: endpoint.balance });
    const left = amount.format(balance?.available ?? 0);
    inform(vscode.l10n.t('The account at {0} has {1} left.', place, left));
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    warn(wordKeyFailure(error.failure, place));
  }
}
