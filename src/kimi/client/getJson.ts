import { ModelError } from '../../agent/contracts/model.ts';
import { parseJson } from '../../util/text/json.ts';
import type { Endpoint } from '../endpoint/endpoints.ts';
import { ReplyError } from '../stream/replyError.ts';
import { boundedText } from './boundedText.ts';
import { classifyError, wordedFor } from './classifyError.ts';
import { connect, faultOf } from './connect.ts';
import { serverErrorIn } from './serverErrorIn.ts';

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
    const value = parseJson(await boundedText(response, MAX_BYTES));
    const said = serverErrorIn(value);
    if (said) throw new ReplyError(classifyError(said));
    return value;
  } catch (error) {
    signal.throwIfAborted();
    const { failure } = faultOf(error);
    throw new ModelError(wordedFor(failure, key), { cause: error });
  }
}
