import { ModelError } from '../../agent/contracts/model.ts';
import { readBalance } from '../client/balance.ts';
import { listModels } from '../client/listModels.ts';
import type { Endpoint } from '../endpoint/endpoints.ts';
import type { Finding, Findings } from './findings.ts';

/** What the endpoint says of itself: its models, with their windows. Throws the signal's reason when aborted. */
export async function probeModels(endpoint: Endpoint, key: string | undefined, signal: AbortSignal): Promise<Findings> {
  const contextWindow: Finding = { type: 'skipped', reason: 'notReported' };
  try {
    const listed = await listModels(endpoint, key, signal);
    const model = listed.find(({ id }) => id === endpoint.model);
    if (!model) return { models: { type: 'modelNotListed', ids: listed.map(({ id }) => id) }, contextWindow };
    const tokens = model.contextWindow;
    return {
      models: { type: 'modelListed', count: listed.length },
      contextWindow:
        tokens === undefined ? contextWindow : { type: 'contextWindow', tokens, assumed: endpoint.contextWindow },
    };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return { models: { type: 'failed', failure: error.failure }, contextWindow };
  }
}

/** What is left on the account. Throws the signal's reason when aborted. */
export async function probeBalance(endpoint: Endpoint, key: string | undefined, signal: AbortSignal): Promise<Finding> {
  try {
    const balance = await readBalance(endpoint, key, signal);
    return balance ? { type: 'balance', balance } : { type: 'skipped', reason: 'notOffered' };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return { type: 'failed', failure: error.failure };
  }
}
