import type { Dialect } from './dialects.ts';
import { asObject, firstProblem, isAbsent, type Json } from './json.ts';

/** What K2.7 Code does not let a request choose (Moonshot quickstart). */
const FIXED = { temperature: 1, top_p: 0.95, n: 1, presence_penalty: 0, frequency_penalty: 0 };
const MAX_STOPS = 5;
const MAX_STOP_BYTES = 32;

/** What some providers take and others do not. */
const OPTIONAL = ['max_tokens', 'max_completion_tokens', 'prompt_cache_key', 'chat_template_kwargs', 'tool_web_search'];

/** What is wrong with the parameters beside messages and tools, or nothing. */
export function checkParameters(body: Json, { fields, maxOutput }: Dialect): string | undefined {
  return (
    firstProblem(Object.entries(FIXED), ([name, value]) =>
      isAbsent(body[name]) || body[name] === value
        ? undefined
        : `invalid ${name}: only ${value} is allowed for this model`,
    ) ??
    checkThinking(body) ??
    checkToolChoice(body.tool_choice) ??
    checkStream(body) ??
    checkStop(body.stop) ??
    checkResponseFormat(body) ??
    firstProblem(OPTIONAL, (name) =>
      isAbsent(body[name]) || fields.includes(name) ? undefined : `Invalid request: unknown field '${name}'`,
    ) ??
    firstProblem(['max_tokens', 'max_completion_tokens'], (name) => checkCap(name, body[name], maxOutput))
  );
}

function checkCap(name: string, cap: unknown, maxOutput: number): string | undefined {
  if (isAbsent(cap)) return undefined;
  if (!Number.isInteger(cap) || Number(cap) <= 0) return `invalid ${name}: must be a positive integer`;
  return Number(cap) > maxOutput ? `invalid ${name}: must be at most ${maxOutput}` : undefined;
}

function checkThinking({ thinking, reasoning_effort: effort }: Json): string | undefined {
  if (!isAbsent(effort)) {
    return isAbsent(thinking)
      ? 'invalid reasoning_effort: not supported for this model'
      : "cannot specify both 'thinking' and 'reasoning_effort'";
  }
  if (isAbsent(thinking)) return undefined;
  const object = asObject(thinking);
  if (!object) {
    const type = typeof thinking === 'boolean' ? 'bool' : typeof thinking;
    return `the thinking field in the request (expected type object) is illegal, and ${type} is not acceptable`;
  }
  if (object.type !== 'enabled') return 'invalid thinking: only type=enabled is allowed for this model';
  const unknown = Object.keys(object).find((key) => key !== 'type' && key !== 'keep');
  if (unknown !== undefined) return `invalid thinking: unknown field ${unknown}`;
  return isAbsent(object.keep) || object.keep === 'all' ? undefined : 'invalid thinking: only keep=all is allowed';
}

function checkToolChoice(choice: unknown): string | undefined {
  if (isAbsent(choice) || choice === 'auto' || choice === 'none') return undefined;
  const named = typeof choice === 'string' ? choice : 'specified';
  return `tool_choice '${named}' is incompatible with thinking enabled`;
}

function checkStream({ stream, stream_options: options }: Json): string | undefined {
  if (!isAbsent(stream) && typeof stream !== 'boolean') return 'invalid stream: must be a boolean';
  if (isAbsent(options)) return undefined;
  const object = asObject(options);
  if (!object) return 'invalid stream_options: must be an object';
  const usage = object.include_usage;
  return isAbsent(usage) || typeof usage === 'boolean'
    ? undefined
    : 'invalid stream_options: include_usage must be a boolean';
}

function checkStop(stop: unknown): string | undefined {
  if (isAbsent(stop)) return undefined;
  const words: unknown[] = Array.isArray(stop) ? stop : [stop];
  if (words.length > MAX_STOPS) return `invalid stop: at most ${MAX_STOPS} strings are allowed`;
  return words.every((word) => typeof word === 'string' && Buffer.byteLength(word) <= MAX_STOP_BYTES)
    ? undefined
    : `invalid stop: each must be a string of at most ${MAX_STOP_BYTES} bytes`;
}

function checkResponseFormat(body: Json): string | undefined {
  if (isAbsent(body.response_format)) return undefined;
  const format = asObject(body.response_format);
  switch (format?.type) {
    case 'text':
      return undefined;
    case 'json_object':
      return endsPartially(body) ? 'invalid response_format: json_object is incompatible with partial' : undefined;
    case 'json_schema': {
      const schema = asObject(format?.json_schema);
      return typeof schema?.name === 'string' && asObject(schema.schema)
        ? undefined
        : 'invalid response_format: json_schema must have a name and a schema';
    }
    default:
      return 'invalid response_format: type must be text, json_object or json_schema';
  }
}

function endsPartially(body: Json): boolean {
  const messages = body.messages;
  return Array.isArray(messages) && asObject(messages.at(-1))?.partial === true;
}
