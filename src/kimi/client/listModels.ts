import { ModelError } from '../../agent/contracts/model.ts';
import { field } from '../../util/text/json.ts';
import type { Endpoint } from '../endpoint/endpoints.ts';
import { getJson } from './getJson.ts';

export interface ListedModel {
  id: string;
  /** Tokens, where the endpoint says. */
  contextWindow?: number;
}

/** What the endpoint serves, which also shows that the key is good. Throws ModelError, or the signal's reason. */
export async function listModels(
  endpoint: Endpoint,
  key: string | undefined,
  signal: AbortSignal,
): Promise<ListedModel[]> {
  const data = field(await getJson(endpoint, key, '/models', signal), 'data');
  if (!Array.isArray(data)) throw new ModelError({ code: 'badEndpoint', detail: '' });
  return data.flatMap(listedModel);
}

/**
 * Moonshot's API description says `context_length`; vLLM and SGLang say `max_model_len`; llama.cpp's server says `n_ctx` in `meta`,
 * beside the `n_ctx_train` of the model, which it may be started with less than.
 */
function listedModel(model: unknown): ListedModel[] {
  const id = field(model, 'id');
  if (typeof id !== 'string') return [];
  const window =
    field(model, 'context_length') ?? field(model, 'max_model_len') ?? field(field(model, 'meta'), 'n_ctx');
  return [{ id, ...(typeof window === 'number' ? { contextWindow: window } : {}) }];
}
