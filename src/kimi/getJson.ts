import { ModelError } from '../agent/model.ts';
import { connect, faultOf } from './attempt.ts';
import { boundedText } from './boundedText.ts';
import { redact } from './classify.ts';
import type { Endpoint } from './endpoints.ts';

/** More than any list of models has. */
const MAX_BYTES = 5_000_000;

/**
 * What the endpoint answers at a path below its base URL; undefined where that is no JSON. Tried once. Throws ModelError, or
 * the signal's reason.
 */
export async function getJson(
  endpoint: Endpoint,
  key: string | undefined,
  path: string,
  signal: AbortSignal,
): Promise<unknown> {
  try {
    const client = await connect(endpoint, key);
    const response = await client.get(path, { signal }).asResponse();
    return parse(await boundedText(response, MAX_BYTES));
  } catch (error) {
    signal.throwIfAborted();
    const { failure } = faultOf(error);
    throw new ModelError({ ...failure, detail: redact(failure.detail, key) }, { cause: error });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A field of what may be an object. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
