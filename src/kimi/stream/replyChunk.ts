import type { ReasoningField } from '../../agent/events/events.ts';
import { type Json, objectOf } from '../../util/text/json.ts';
import { finishReasonIn } from './finishReasons.ts';
import type { WireUsage } from './usage.ts';

/** What a part of a reply adds to it, in order. */
export type ReplyPart =
  | { type: 'reasoning'; text: string; field: ReasoningField }
  | { type: 'content'; text: string }
  | ({ type: 'call'; position: number } & CallFragment);

/** A piece of a call. `index`: the server's; undefined where it gave none. `whole`: its arguments came as an object. */
export interface CallFragment {
  index: number | undefined;
  id: string;
  name: string;
  arguments: string;
  whole?: string;
}

export interface ReplyChunk {
  parts: ReplyPart[];
  /** The parts are those of a message in place of a delta. */
  message: boolean;
  finish: string | undefined;
  /** Where usage stood, each with what it was. */
  usage: Partial<Record<UsagePlace, WireUsage>>;
}

/** In a choice, beside one, or in a last chunk without any. */
export type UsagePlace = 'choice' | 'chunk' | 'lastChunk';

/** Reads what is a piece of a reply, in every way in which servers were seen to write one; of anything else, no parts. */
export function readChunk(value: unknown): ReplyChunk {
  const chunk = objectOf(value) ?? {};
  const choice = objectOf(Array.isArray(chunk.choices) ? chunk.choices[0] : undefined);
  const delta = objectOf(choice?.delta);
  // A message in place of a delta, or, of Ollama's own interface, in place of a choice.
  const message = objectOf((choice ?? chunk).message);
  const own = delta ? partsOf(delta) : [];
  const source = own.length > 0 || !message ? own : partsOf(message);
  const usage = objectOf(chunk.usage);
  const usageOfChoice = objectOf(choice?.usage);
  return {
    parts: source.length > 0 || delta ? source : textOf(choice?.text, 'content'),
    message: own.length === 0 && message !== undefined,
    finish: finishReasonIn(choice?.finish_reason),
    usage: {
      ...(usageOfChoice ? { choice: usageOfChoice } : {}),
      ...(usage ? { [choice ? 'chunk' : 'lastChunk']: usage } : {}),
    },
  };
}

function partsOf(delta: Json): ReplyPart[] {
  const calls = Array.isArray(delta.tool_calls) ? delta.tool_calls : [delta.tool_calls ?? undefined];
  const fragments = [...calls, objectOf(delta.function_call) && { index: 0, function: delta.function_call }];
  return [
    ...reasoningOf(delta),
    ...textOf(delta.content, 'content'),
    ...(typeof delta.refusal === 'string' ? textOf(delta.refusal, 'content') : []),
    ...fragments.flatMap((call, position): ReplyPart[] => {
      const read = objectOf(call);
      return read ? [{ type: 'call', position, ...fragmentOf(read) }] : [];
    }),
  ];
}

/** vLLM renamed the field, and some servers send both. An empty text is kept, since it has to be replayed as one. */
function reasoningOf(delta: Json): ReplyPart[] {
  const found = (
    [
      ['reasoning_content', delta.reasoning_content],
      ['reasoning', delta.reasoning],
      ['reasoning_content', delta.thinking],
      ['reasoning', delta.reasoning_details],
    ] as const
  ).map(([field, value]) => textOf(value, 'reasoning', field));
  return (
    found.find((parts) => parts.some((part) => part.type === 'reasoning' && part.text !== '')) ??
    found.find((parts) => parts.length > 0) ??
    []
  );
}

/** A text, or the parts of one: `text`, and `thinking` (Mistral), `reasoning.text` and `reasoning.summary` (OpenRouter). */
function textOf(
  value: unknown,
  type: 'reasoning' | 'content',
  field: ReasoningField = 'reasoning_content',
): ReplyPart[] {
  if (typeof value === 'string') {
    if (type === 'content') return value === '' ? [] : [{ type, text: value }];
    return [{ type, text: value, field }];
  }
  if (Array.isArray(value)) return value.flatMap((part) => textOf(part, type, field));
  const part = objectOf(value);
  if (!part) return [];
  const reasons = type === 'reasoning' || /think|reason/.test(String(part.type));
  const text = [part.text, part.thinking, part.reasoning, part.summary, part.content].find(
    (inner) => inner !== undefined,
  );
  return textOf(text, reasons ? 'reasoning' : 'content', field);
}

function fragmentOf(call: Json): CallFragment {
  // Without a wrapper the name and the arguments stand in the call itself.
  const called = objectOf(call.function) ?? call;
  const args = called.arguments;
  return {
    index: indexOf(call.index),
    id: typeof call.id === 'string' || typeof call.id === 'number' ? String(call.id) : '',
    name: typeof called.name === 'string' ? called.name : '',
    arguments: typeof args === 'string' ? args : '',
    ...(typeof args === 'object' && args !== null ? { whole: JSON.stringify(args) } : {}),
  };
}

function indexOf(value: unknown): number | undefined {
  const index = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof index === 'number' && Number.isSafeInteger(index) && index >= 0 ? index : undefined;
}
