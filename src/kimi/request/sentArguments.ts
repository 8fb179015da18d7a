import type { ToolCall } from '../../agent/contracts/model.ts';
import { mendSurrogates } from '../../util/text/mendSurrogates.ts';

/** A call is sent with every later step, and its arguments never change. */
const known = new WeakMap<ToolCall, string>();

/**
 * The arguments of a call as they are sent: byte for byte as they came where they are a JSON object, which is all that the servers
 * take that read them (vLLM answers 400 to anything else, with every later request). Anything else is sent as the object that it
 * holds in quotes, or as `{}`: what was wrong, the model reads in the call's result. Half a surrogate pair that is written as an
 * escape is replaced too: a server that reads the JSON cannot write it into the model's prompt.
 */
export function sentArguments(call: ToolCall): string {
  const sent = known.get(call) ?? mendSurrogates(objectIn(call.arguments) ?? '{}');
  known.set(call, sent);
  return sent;
}

function objectIn(json: string): string | undefined {
  const value = parse(json);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return json;
  return typeof value === 'string' && value !== json ? objectIn(value) : undefined;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
