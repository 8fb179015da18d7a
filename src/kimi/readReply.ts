import { createParser } from 'eventsource-parser';
import type { FinishReason, ReasoningField, Usage } from '../agent/events.ts';
import type { ModelEvent } from '../agent/model.ts';
import { classify, type Fault, fault } from './classify.ts';

/** What a reply may throw: why it is not whole. */
export class ReplyError extends Error {
  readonly fault: Fault;

  constructor(cause: Fault) {
    super(cause.failure.code);
    this.name = 'ReplyError';
    this.fault = cause;
  }
}

/**
 * Reads one streamed reply, emitting its deltas as they come and `finished` at the end. `onBytes` is called for every sign
 * of life, comments included.
 *
 * Moonshot says that only `[DONE]` ends a reply, and some gateways leave it or `finish_reason` out: with either of them the
 * reply is whole, with neither it was cut. Throws ReplyError, or what reading the body throws.
 */
export async function readReply(
  body: AsyncIterable<Uint8Array>,
  emit: (event: ModelEvent) => void,
  onBytes: () => void,
): Promise<void> {
  const assembly = new Assembly(emit);
  const parser = createParser({ onEvent: ({ data }) => assembly.read(data) });
  const decoder = new TextDecoder();
  for await (const bytes of body) {
    onBytes();
    parser.feed(decoder.decode(bytes, { stream: true }));
    if (assembly.done) break;
  }
  // A last frame without the blank line that ends it.
  parser.feed(`${decoder.decode()}\n\n`);
  assembly.finish();
}

interface WireDelta {
  content?: string | null;
  reasoning_content?: string | null;
  reasoning?: string | null;
  tool_calls?: WireCall[] | null;
}

interface WireCall {
  index?: number;
  id?: string | null;
  function?: { name?: string | null; arguments?: string | null } | null;
}

interface WireUsage {
  prompt_tokens?: number;
  completion_tokens?: number;
  cached_tokens?: number;
  prompt_tokens_details?: { cached_tokens?: number } | null;
  completion_tokens_details?: { reasoning_tokens?: number } | null;
}

interface WireChunk {
  choices?: { delta?: WireDelta | null; finish_reason?: string | null; usage?: WireUsage | null }[];
  usage?: WireUsage | null;
  error?: { message?: string; type?: string; code?: unknown } | null;
}

/** A call's id and name as they have been seen so far. */
interface SeenCall {
  id: string;
  name: string;
}

class Assembly {
  done = false;
  private readonly emit: (event: ModelEvent) => void;
  private finishReason: string | undefined;
  private usage: WireUsage | undefined;
  private field: ReasoningField = 'reasoning_content';
  private said = false;
  private readonly calls: SeenCall[] = [];

  constructor(emit: (event: ModelEvent) => void) {
    this.emit = emit;
  }

  read(data: string): void {
    if (data === '[DONE]') {
      this.done = true;
      return;
    }
    const chunk = parseChunk(data);
    if (chunk.error) {
      const { message = '', type = '' } = chunk.error;
      throw new ReplyError(classify({ status: undefined, type, message }));
    }
    // Live servers put usage into the finish chunk's choice, on its top level, or into a last chunk without choices.
    const choice = chunk.choices?.[0];
    this.usage = chunk.usage ?? choice?.usage ?? this.usage;
    if (choice?.delta) this.readDelta(choice.delta);
    this.finishReason = choice?.finish_reason ?? this.finishReason;
  }

  /** Ends the reply, or throws for one that is not whole. */
  finish(): void {
    if (!this.done && this.finishReason === undefined) throw new ReplyError(fault('cut'));
    const finish = finishOf(this.finishReason, this.calls.length > 0);
    if (!this.said && this.calls.length === 0 && finish === 'stop') throw new ReplyError(fault('emptyReply'));
    this.nameCalls();
    this.emit({
      type: 'finished',
      finish,
      reasoningField: this.field,
      ...(this.usage ? { usage: usageOf(this.usage) } : {}),
    });
  }

  private readDelta(delta: WireDelta): void {
    // vLLM renamed the field to `reasoning`; an empty string is kept, since it has to be replayed as one.
    const reasoning = delta.reasoning_content ?? delta.reasoning;
    if (typeof reasoning === 'string') {
      if (typeof delta.reasoning_content !== 'string') this.field = 'reasoning';
      this.emit({ type: 'reasoning', text: reasoning });
    }
    if (delta.content) {
      this.said = true;
      this.emit({ type: 'content', text: delta.content });
    }
    for (const [position, call] of (delta.tool_calls ?? []).entries()) this.readCall(call, position);
  }

  /** Fragments belong to the call of their index; ids and names come once, but some gateways repeat them. */
  private readCall(wire: WireCall, position: number): void {
    const index =
      wire.index ?? (wire.id || this.calls.length === 0 ? this.calls.length : this.calls.length - 1 + position);
    const seen = this.calls[index] ?? { id: '', name: '' };
    this.calls[index] = seen;
    const id = seen.id === '' ? (wire.id ?? '') : '';
    const name = seen.name === '' ? (wire.function?.name ?? '') : '';
    const args = wire.function?.arguments ?? '';
    seen.id ||= id;
    seen.name ||= name;
    if (id === '' && name === '' && args === '') return;
    this.emit({
      type: 'toolCall',
      index,
      ...(id === '' ? {} : { id }),
      ...(name === '' ? {} : { name }),
      ...(args === '' ? {} : { arguments: args }),
    });
  }

  /** A call that came without an id gets one, since its result has to name it. */
  private nameCalls(): void {
    this.calls.forEach((call, index) => {
      if (call.id === '') this.emit({ type: 'toolCall', index, id: `functions.${call.name}:${index}` });
    });
  }
}

function parseChunk(data: string): WireChunk {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    throw new ReplyError(fault('cut', data.slice(0, 200)));
  }
}

/** Whether calls came decides, not the reason: gateways were seen to finish calls with `stop` or with nothing. */
function finishOf(reason: string | undefined, calls: boolean): FinishReason {
  if (reason === 'length' || reason === 'content_filter') return reason;
  return calls ? 'tool_calls' : 'stop';
}

/** `cached_tokens` stands on the top level at Moonshot, in the details elsewhere. */
function usageOf(usage: WireUsage): Usage {
  const cached = usage.cached_tokens ?? usage.prompt_tokens_details?.cached_tokens;
  const reasoning = usage.completion_tokens_details?.reasoning_tokens;
  return {
    prompt: usage.prompt_tokens ?? 0,
    completion: usage.completion_tokens ?? 0,
    ...(cached === undefined ? {} : { cached }),
    ...(reasoning === undefined ? {} : { reasoning }),
  };
}
