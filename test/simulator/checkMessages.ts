import { checkParts, type MediaRules } from './checkContent.ts';
import { asObject, firstProblem, hasHalfPair, isAbsent, type Json } from './json.ts';

const FIELDS = ['role', 'content', 'name', 'partial', 'reasoning_content', 'reasoning', 'tool_calls', 'tool_call_id'];

/**
 * What is wrong with the messages of a request, or nothing.
 * @param reasoningFields the names under which this server takes back the reasoning it gave
 */
export function checkMessages(
  messages: unknown,
  reasoningFields: readonly string[],
  media: MediaRules,
): string | undefined {
  if (!Array.isArray(messages) || messages.length === 0) return 'Invalid request: messages must not be empty';
  const last = messages.length - 1;
  return (
    firstProblem(messages, (value, position) => {
      const message = asObject(value);
      if (!message) return `Invalid request: the message at position ${position} must be an object`;
      return (
        checkFields(message, position) ??
        checkContent(message, position, media) ??
        checkToolCalls(message, position, reasoningFields) ??
        checkPartial(message, position === last)
      );
    }) ?? checkToolResults(messages)
  );
}

function checkFields(message: Json, position: number): string | undefined {
  const role = message.role;
  // Any role outside the four, `developer` among them, reaches the server's enum as its zero value (open-codesign #318).
  if (!['system', 'user', 'assistant', 'tool'].includes(String(role))) {
    return 'Invalid request: unsupported role ROLE_UNSPECIFIED';
  }
  const unknown = Object.keys(message).find((field) => !FIELDS.includes(field) && !isAbsent(message[field]));
  if (unknown !== undefined)
    return `Invalid request: unknown field '${unknown}' in the message at position ${position}`;
  const notText = ['name', 'reasoning_content', 'reasoning'].find(
    (field) => !isAbsent(message[field]) && typeof message[field] !== 'string',
  );
  return notText && `Invalid request: ${notText} must be a string in the message at position ${position}`;
}

function checkContent(message: Json, position: number, media: MediaRules): string | undefined {
  const { role, content } = message;
  if (Array.isArray(content) && content.length > 0) return checkParts(content, position, String(role), media);
  if (typeof content === 'string' && content !== '') return undefined;
  if (!isAbsent(content) && content !== '' && !Array.isArray(content)) {
    return `Invalid request: content must be a string or an array of parts in the message at position ${position}`;
  }
  // A tool may have nothing to say, and content beside tool calls may be empty or left out (kimi-code).
  const mayBeEmpty = role === 'tool' ? content === '' : callsOf(message).length > 0;
  return mayBeEmpty ? undefined : `the message at position ${position} with role '${String(role)}' must not be empty`;
}

function callsOf(message: Json): unknown[] {
  const calls = message.tool_calls;
  return message.role === 'assistant' && Array.isArray(calls) ? calls : [];
}

function checkToolCalls(message: Json, position: number, reasoningFields: readonly string[]): string | undefined {
  const { tool_calls: calls } = message;
  if (isAbsent(calls)) return undefined;
  if (!Array.isArray(calls))
    return `Invalid request: tool_calls must be an array in the message at position ${position}`;
  if (calls.length === 0) return undefined;
  if (message.role !== 'assistant') return `Invalid request: only an assistant message may have tool_calls`;
  if (!reasoningFields.some((field) => typeof message[field] === 'string')) {
    return `thinking is enabled but reasoning_content is missing in assistant tool call message at index ${position}`;
  }
  const ids = new Set<unknown>();
  return firstProblem(calls, (call) => {
    const problem = checkToolCall(call, position);
    if (problem) return problem;
    const id = asObject(call)?.id;
    if (ids.has(id))
      return `Invalid request: tool call id ${String(id)} is duplicated in the message at position ${position}`;
    ids.add(id);
    return undefined;
  });
}

function checkToolCall(value: unknown, position: number): string | undefined {
  const call = asObject(value);
  const called = asObject(call?.function);
  const problem = (what: string) => `Invalid request: ${what} in a tool call of the message at position ${position}`;
  if (typeof call?.id !== 'string' || call.id === '') return problem('id must not be empty');
  if (call.type !== 'function') return problem('type must be function');
  if (typeof called?.name !== 'string' || called.name === '') return problem('function name must not be empty');
  if (typeof called.arguments !== 'string') return problem('arguments must be a string');
  return checkArguments(called.arguments, problem);
}

/** vLLM reads the arguments for its chat template, and answers 400 where they are no JSON object (vllm serving_chat). */
function checkArguments(json: string, problem: (what: string) => string): string | undefined {
  try {
    const value: unknown = JSON.parse(json);
    if (!asObject(value)) return problem('arguments must be a JSON object');
    return hasHalfPair(value) ? problem('arguments hold half of a surrogate pair') : undefined;
  } catch {
    return problem('arguments must be valid JSON');
  }
}

/** `partial` lets the model continue its own last message (Moonshot chat API). */
function checkPartial(message: Json, isLast: boolean): string | undefined {
  const { partial, role } = message;
  if (isAbsent(partial) || partial === false) return undefined;
  return partial === true && role === 'assistant' && isLast
    ? undefined
    : 'Invalid request: partial is only allowed on the last message, with role assistant';
}

/** Each call is answered once, in any order, before anything else is said. Ids may be used again in later turns. */
function checkToolResults(messages: unknown[]): string | undefined {
  let waiting = new Set<string>();
  let answered = new Set<string>();
  const unanswered = () =>
    waiting.size > 0
      ? `an assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${[...waiting].join(', ')}`
      : undefined;
  const problem = firstProblem(messages.map(asObject), (message) => {
    if (message?.role === 'tool') {
      const id = String(message.tool_call_id ?? '');
      if (answered.has(id)) return `Invalid request: tool_call_id ${id} has more than one response message`;
      // The gap where the id should stand is the live server's own.
      if (!waiting.delete(id)) return 'tool_call_id  is not found';
      answered.add(id);
      return undefined;
    }
    const problem = unanswered();
    waiting = new Set(callsOf(message ?? {}).map((call) => String(asObject(call)?.id)));
    answered = new Set();
    return problem;
  });
  return problem ?? unanswered();
}
