import { ModelError } from '../../agent/contracts/model.ts';
import { field } from '../../util/text/json.ts';
import type { Endpoint } from '../endpoint/endpoints.ts';
import { getJson } from './getJson.ts';

/** What is left on the account. At 0 or below, calls are refused (Moonshot's API description). */
export interface Balance {
  available: number;
  currency: 'USD' | 'CNY';
}

/** Undefined for an endpoint that has no such request. Throws ModelError, or the signal's reason. */
export async function readBalance(
  endpoint: Endpoint,
  key: string | undefined,
  signal: AbortSignal,
): Promise<Balance | undefined> {
  if (!endpoint.balance) return undefined;
  const body = await getJson(endpoint, key, '/users/me/balance', signal);
  const available = field(field(body, 'data'), 'available_balance');
  if (typeof available !== 'number') throw new ModelError({ code: 'badEndpoint', detail: '' });
  return { available, currency: endpoint.balance };
}
