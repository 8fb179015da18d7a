import { createParser } from 'eventsource-parser';
import type { FinishReason, ReasoningField } from '../agent/events.ts';
import type { ModelEvent, ToolCall } from '../agent/model.ts';
import { classify, type Fault, fault, type ServerError } from './classify.ts';
import { LeakFilter, parseLeakedCalls } from './leakedCalls.ts';
import { readUsage, type WireUsage } from './usage.ts';

/** Bytes of a reply and of one of its lines, and characters of what it says: the longest replies have a tenth of these. */
const MAX_REPLY_BYTES = 1_000_000_000;
const MAX_LINE_BYTES = 10_000_000;
const MAX_CHARACTERS = 20_000_000;

/** What a reply may throw: why it is not whole. */
export class ReplyError extends Error {
  readonly fault: Fault;

  constructor(cause: Fault) {
    super(cause.failure.code);
    this.name = 'ReplyError';
    this.fault = cause;
  }
}

/** How the server wrote a reply: what its assembly hides. */
export interface ReplyForm {
  /** What marked its end. */
  ending: 'done' | 'finishReason' | 'both';
  /** Where usage stood: in a choice, beside one, or in a last chunk without any. Empty where none came. */
  usageIn: UsagePlace[];
  /** The calls were salvaged from the text. */
  leakedCalls: boolean;
}

export type UsagePlace = 'choice' | 'chunk' | 'lastChunk';

/**
 * Reads one streamed reply, emitting its deltas as they come and `finished` at the end. `onBytes` is called for every sign
 * of life, comments included. Calls that leaked into the text as markers are salvaged when they are calls of `tools` and no
 * others came.
 *
 * Moonshot says that only `[DONE]` ends a reply, and some gateways leave it or `finish_reason` out: with either of them the
 * reply is whole, with neither it was cut. Throws ReplyError, or what reading the body throws.
 */
export async function readReply(
  body: AsyncIterable<Uint8Array>,
  tools: ReadonlySet<string>,
  emit: (event: ModelEvent) => void,
  onBytes: () => void,
): Promise<ReplyForm> {
  const assembly = new Assembly(tools, boundedEmit(emit));
  const bound = lineBound();
  const parser = createParser({ onEvent: ({ data }) => assembly.read(data) });
  const decoder = new TextDecoder();
  const pieces = body[Symbol.asyncIterator]();
  try {
    while (!assembly.done) {
      const piece = await pieces.next().catch(throwCut);
      if (piece.done) break;
      onBytes();
      bound(piece.value);
      parser.feed(decoder.decode(piece.value, { stream: true }));
    }
  } catch (error) {
    await pieces.return?.();
    throw error;
  }
  if (assembly.done) void drain(pieces);
  // A last frame without the blank line that ends it.
  parser.feed(`${decoder.decode()}\n\n`);
  assembly.finish();
  return assembly.form;
}

/** Throws where a reply has more bytes than any, or a line of it has. */
function lineBound(): (piece: Uint8Array) => void {
  let bytes = 0;
  let line = 0;
  return (piece) => {
    bytes += piece.length;
    const end = piece.lastIndexOf(0x0a);
    line = end < 0 ? line + piece.length : piece.length - end;
    if (bytes > MAX_REPLY_BYTES || line > MAX_LINE_BYTES) throw tooLong();
  };
}

function boundedEmit(emit: (event: ModelEvent) => void): (event: ModelEvent) => void {
  let characters = 0;
  return (event) => {
    if ('text' in event) characters += event.text.length;
    if ('arguments' in event) characters += event.arguments?.length ?? 0;
    if (characters > MAX_CHARACTERS) throw tooLong();
    emit(event);
  };
}

function tooLong(): ReplyError {
  return new ReplyError({ ...fault('cut', 'The reply is longer than any reply can be.'), retries: 0 });
}

/** Until its first byte a request has no connection; one that breaks after that was cut. */
function throwCut(error: unknown): never {
  throw new ReplyError(fault('cut', error instanceof Error ? error.message : String(error)));
}

/**
 * Reads what follows the end of a reply: a body that is given up before its end costs its connection, and the next step then
 * waits for a new one. Nobody waits for a server that leaves the body open; fetch itself ends that after minutes of silence.
 */
async function drain(pieces: AsyncIterator<Uint8Array>): Promise<void> {
  try {
    while (!(await pieces.next()).done);
  } catch {
    // The reply was whole: how its connection ended matters to nobody.
  }
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

interface WireChunk {
  choices?: { delta?: WireDelta | null; finish_reason?: string | null; usage?: WireUsage | null }[];
  usage?: WireUsage | null;
  error?: { message?: string; type?: string; code?: unknown } | null;
}

/** A call's id and name as the server has sent them so far, and what of it has not been told yet. */
interface SeenCall {
  id: string;
  name: string;
  untold: { id?: string; arguments: string };
}

class Assembly {
  done = false;
  private readonly tools: ReadonlySet<string>;
  private readonly emit: (event: ModelEvent) => void;
  private finishReason: string | undefined;
  private usage: WireUsage | undefined;
  private field: ReasoningField = 'reasoning_content';
  private readonly usageIn = new Set<UsagePlace>();
  private leaked = false;
  private said = false;
  private readonly filters = { reasoning: new LeakFilter(), content: new LeakFilter() };
  /** By index, which is the order in which they are run. */
  private readonly calls = new Map<number, SeenCall>();
  private readonly ids = new Set<string>();
  /** The index of the call that a fragment with the server's index belongs to, where it is another one. */
  private readonly moved = new Map<number, number>();

  constructor(tools: ReadonlySet<string>, emit: (event: ModelEvent) => void) {
    this.tools = tools;
    this.emit = emit;
  }

  read(data: string): void {
    if (data === '[DONE]') {
      this.done = true;
      return;
    }
    const chunk = parseChunk(data);
    if (chunk.error) throw new ReplyError(classify(serverErrorOf(chunk.error)));
    // Live servers put usage into the finish chunk's choice, on its top level, or into a last chunk without choices.
    const choice = chunk.choices?.[0];
    this.usage = chunk.usage ?? choice?.usage ?? this.usage;
    if (choice?.usage) this.usageIn.add('choice');
    if (chunk.usage) this.usageIn.add(choice ? 'chunk' : 'lastChunk');
    if (choice?.delta) this.readDelta(choice.delta);
    this.finishReason = choice?.finish_reason ?? this.finishReason;
  }

  get form(): ReplyForm {
    const ending = !this.done ? 'finishReason' : this.finishReason === undefined ? 'done' : 'both';
    return { ending, usageIn: [...this.usageIn], leakedCalls: this.leaked };
  }

  /** Ends the reply, or throws for one that is not whole. */
  finish(): void {
    if (!this.done && this.finishReason === undefined) throw new ReplyError(fault('cut'));
    this.releaseText();
    const finish = finishOf(this.finishReason, this.calls.size > 0);
    if (!this.said && this.calls.size === 0 && finish === 'stop') throw new ReplyError(fault('emptyReply'));
    this.nameCalls();
    this.emit({
      type: 'finished',
      finish,
      reasoningField: this.field,
      ...(this.usage ? { usage: readUsage(this.usage) } : {}),
    });
  }

  private readDelta(delta: WireDelta): void {
    const reasoning = delta.reasoning_content ?? delta.reasoning;
    if (typeof reasoning === 'string') {
      // vLLM renamed the field; an empty string is kept, since it has to be replayed as one.
      if (typeof delta.reasoning_content !== 'string') this.field = 'reasoning';
      if (reasoning !== '') this.say(this.filters.content.settle());
      const text = this.filters.reasoning.feed(reasoning);
      if (text !== '' || reasoning === '') this.emit({ type: 'reasoning', text });
    }
    if (delta.content) {
      this.reason(this.filters.reasoning.settle());
      this.say(this.filters.content.feed(delta.content));
    }
    for (const [position, call] of (delta.tool_calls ?? []).entries()) this.readCall(call, position);
  }

  private reason(text: string): void {
    if (text !== '') this.emit({ type: 'reasoning', text });
  }

  private say(text: string): void {
    if (text === '') return;
    this.said = true;
    this.emit({ type: 'content', text });
  }

  /** Text that was kept back becomes the calls that it is, or is shown after all. */
  private releaseText(): void {
    for (const [stream, filter] of Object.entries(this.filters)) {
      if (filter.rest === '') continue;
      const leaked = this.calls.size === 0 ? parseLeakedCalls(filter.rest, this.tools) : undefined;
      if (leaked) for (const call of leaked) this.addCall(call);
      else if (stream === 'content') this.say(filter.rest);
      else this.reason(filter.rest);
    }
  }

  private addCall(call: ToolCall): void {
    this.leaked = true;
    const index = this.freeIndex();
    this.calls.set(index, { id: call.id, name: call.name, untold: { arguments: '' } });
    this.emit({ type: 'toolCall', index, ...call, id: this.ownId(call.id, index) });
  }

  /**
   * Fragments belong to the call of their index; ids and names come once, but some gateways repeat them. Nothing is told of a
   * call before its name is known: arguments may come first (kimi-code), and what a call is shown as depends on its name.
   */
  private readCall(wire: WireCall, position: number): void {
    const index = this.indexOf(wire, position);
    const seen: SeenCall = this.calls.get(index) ?? { id: '', name: '', untold: { arguments: '' } };
    this.calls.set(index, seen);
    if (seen.id === '' && wire.id) {
      seen.id = wire.id;
      seen.untold.id = this.ownId(wire.id, index);
    }
    const name = seen.name === '' ? (wire.function?.name ?? '') : '';
    seen.name ||= name;
    seen.untold.arguments += wire.function?.arguments ?? '';
    if (seen.name !== '') this.tell(index, seen, name);
  }

  private tell(index: number, seen: SeenCall, name: string): void {
    const { id, arguments: args } = seen.untold;
    seen.untold = { arguments: '' };
    if (id === undefined && name === '' && args === '') return;
    this.emit({
      type: 'toolCall',
      index,
      ...(id === undefined ? {} : { id }),
      ...(name === '' ? {} : { name }),
      ...(args === '' ? {} : { arguments: args }),
    });
  }

  /**
   * The call that a fragment belongs to. Moonshot's schema omits the index: then another id begins a call, and what has none
   * belongs to the last one, or, in a delta with several, to the one at its position. An index whose call has another id
   * begins a call too: some gateways give every call the index 0.
   */
  private indexOf(wire: WireCall, position: number): number {
    const begins = (index: number) => {
      const id = this.calls.get(index)?.id;
      return id !== undefined && id !== '' && !!wire.id && wire.id !== id;
    };
    if (wire.index === undefined) {
      const last = Math.max(this.freeIndex() - 1, position);
      return begins(last) ? last + 1 : last;
    }
    const index = this.moved.get(wire.index) ?? wire.index;
    if (!begins(index)) return index;
    const next = this.freeIndex();
    this.moved.set(wire.index, next);
    return next;
  }

  private freeIndex(): number {
    return Math.max(-1, ...this.calls.keys()) + 1;
  }

  /** A call that came without an id gets one, since its result has to name it. */
  private nameCalls(): void {
    for (const [index, seen] of this.calls) {
      const { id, name } = seen;
      this.tell(index, seen, '');
      if (id === '') this.emit({ type: 'toolCall', index, id: this.ownId(`functions.${name}:${index}`, index) });
    }
  }

  /** Results name their calls by id, so two calls of one reply may not share theirs. */
  private ownId(id: string, index: number): string {
    let own = id;
    for (let suffix = index; this.ids.has(own); suffix++) own = `${id}_${suffix}`;
    this.ids.add(own);
    return own;
  }
}

function serverErrorOf({ message, type, code }: NonNullable<WireChunk['error']>): ServerError {
  const words = [type, code].filter((part) => typeof part === 'string').join(' ');
  return { status: typeof code === 'number' ? code : undefined, type: words, message: message ?? '' };
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
