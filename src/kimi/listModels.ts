import { ModelError } from '../agent/model.ts';
import { connect, faultOf } from './attempt.ts';
import { redact } from './classify.ts';
import type { Endpoint } from './endpoints.ts';

/** The ids that the endpoint serves, which also shows that the key is good. Throws ModelError, or the signal's reason. */
export async function listModels(endpoint: Endpoint, key: string | undefined, signal: AbortSignal): Promise<string[]> {
  try {
    const client = await connect(endpoint, key);
    const response = await client.models.list({ signal }).asResponse();
    const body: unknown = await response.json().catch(() => undefined);
    return idsOf(body);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ModelError) throw error;
    const { failure } = faultOf(error);
    throw new ModelError({ ...failure, detail: redact(failure.detail, key) }, { cause: error });
  }
}

function idsOf(body: unknown): string[] {
  const data = typeof body === 'object' && body !== null && 'data' in body ? body.data : undefined;
  if (!Array.isArray(data)) throw new ModelError({ code: 'badEndpoint', detail: '' });
  return data.map((model: unknown) => (model as { id?: unknown } | null)?.id).filter((id) => typeof id === 'string');
}
