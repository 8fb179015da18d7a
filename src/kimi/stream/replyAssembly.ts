import type { ModelEvent } from '../../agent/contracts/model.ts';
import type { FinishReason, ReasoningField } from '../../agent/events/events.ts';
import { field } from '../../util/text/json.ts';
import { classifyError, fault } from '../client/classifyError.ts';
import { serverErrorIn } from '../client/serverErrorIn.ts';
import { endKind } from './finishReasons.ts';
import { LeakFilter, parseLeakedCalls } from './leakedCalls.ts';
import { ReplyCalls } from './replyCalls.ts';
import { type ReplyPart, readChunk, type UsagePlace } from './replyChunk.ts';
import { ReplyError } from './replyError.ts';
import type { ReplyEvent } from './replyEvents.ts';
import { type ThinkPiece, ThinkTags } from './thinkTags.ts';
import { readUsage, type WireUsage } from './usage.ts';

/** Signs of life, that some servers send as data. */
const PING = /^(?:ping|pong|keep-?alive|heartbeat|ok|connected|null|true|false|\d+)\W*$/i;

/** How the server wrote a reply: what its assembly hides. */
export interface ReplyForm {
  /** What marked its end. */
  ending: 'done' | 'finishReason' | 'both';
  /** Where usage stood. Empty where none came. */
  usageIn: UsagePlace[];
  /** The calls were salvaged from the text. */
  leakedCalls: boolean;
  /** Reasoning stood in the content, between tags. */
  thinkTags: boolean;
}

/** What a reply is read by. */
export interface Expected {
  /** The names of the tools that the request offered. */
  tools: ReadonlySet<string>;
  /** The endpoint may let the model's own marks of calls through as text. */
  leaksCalls: boolean;
}

/** Puts a reply together from what the server says, telling of it as it comes. */
export class ReplyAssembly {
  /** The server said that there is nothing more to come. */
  done = false;
  /** Something came that is a part of a reply. */
  isReply = false;
  private readonly expected: Expected;
  private readonly emit: (event: ModelEvent) => void;
  private finishReason: string | undefined;
  private usage: WireUsage | undefined;
  private field: ReasoningField = 'reasoning_content';
  private readonly usageIn = new Set<UsagePlace>();
  private leaked = false;
  private said = false;
  /** Reasoning came in a field of its own, and a delta came: what a message repeats is not said again. */
  private reasoned = false;
  private inDeltas = false;
  private readonly tags = new ThinkTags();
  private filters: { reasoning: LeakFilter; content: LeakFilter };
  private readonly calls: ReplyCalls;
  /** A text that was no piece of a reply: the reason where the reply does not come to its end. */
  private stray = '';

  constructor(expected: Expected, emit: (event: ModelEvent) => void) {
    this.expected = expected;
    this.emit = emit;
    this.calls = new ReplyCalls(emit);
    this.filters = this.newFilters();
  }

  /** The reply came to its end; what may follow is its usage. */
  get isFinished(): boolean {
    return this.done || this.finishReason !== undefined;
  }

  get form(): ReplyForm {
    const ending = !this.done ? 'finishReason' : this.finishReason === undefined ? 'done' : 'both';
    return { ending, usageIn: [...this.usageIn], leakedCalls: this.leaked, thinkTags: this.tags.found };
  }

  /** Returns whether this said anything. */
  read(event: ReplyEvent): boolean {
    if (this.done) return false;
    if (event.type === 'done') this.done = true;
    else if (event.type === 'text') this.readText(event);
    else return this.readJson(event.value, event.error);
    return false;
  }

  /** Ends the reply, or throws for one that is not whole. */
  finish(): void {
    if (!this.isFinished) throw this.cutError();
    for (const piece of this.tags.end(this.mayTurn)) this.take(piece);
    this.releaseText();
    const reason = this.finishReason;
    const kind = reason === undefined ? 'whole' : endKind(reason);
    const calls = this.calls.count > 0;
    if (reason === undefined && !this.calls.areComplete(false)) throw new ReplyError(fault('cut'));
    if (kind !== 'whole' && kind !== 'length' && !(calls && this.calls.areComplete(true))) {
      throw unfinished(kind, reason ?? '');
    }
    if (!this.said && !calls && kind !== 'length') {
      throw reason === undefined && this.stray !== '' ? this.cutError() : new ReplyError(fault('emptyReply'));
    }
    this.calls.end();
    // Whether calls came decides, not the reason: gateways were seen to finish calls with `stop` or with nothing.
    const finish: FinishReason = kind === 'length' ? 'length' : calls ? 'tool_calls' : 'stop';
    this.emit({
      type: 'finished',
      finish,
      reasoningField: this.field,
      ...(this.tags.found ? { thinkTags: true as const } : {}),
      ...(this.usage ? { usage: readUsage(this.usage) } : {}),
    });
  }

  private readJson(value: unknown, named: boolean): boolean {
    const error = serverErrorIn(value, named);
    if (error) {
      // After a whole reply it is about something else, its usage for example.
      if (this.finishReason !== undefined && endKind(this.finishReason) === 'whole') return false;
      throw new ReplyError(classifyError(error));
    }
    const { parts, message, finish, usage } = readChunk(value);
    for (const [place, read] of Object.entries(usage) as [UsagePlace, WireUsage][]) {
      this.usage = read;
      this.usageIn.add(place);
    }
    if (parts.length > 0 || finish !== undefined || Array.isArray(field(value, 'choices'))) this.isReply = true;
    else this.noteStray(value);
    const repeats = message && this.inDeltas;
    if (!message && parts.length > 0) this.inDeltas = true;
    if (!repeats) for (const part of parts) this.add(part);
    this.finishReason = finish ?? this.finishReason;
    return finish !== undefined || (parts.length > 0 && !repeats);
  }

  /** Pings are no JSON at some servers, and neither is what some say of an error; half a piece was cut. */
  private readText({ text, error }: Extract<ReplyEvent, { type: 'text' }>): void {
    if (this.isFinished) return;
    const said = text.slice(0, 2000);
    if (error) throw new ReplyError(classifyError({ status: undefined, type: '', message: said }));
    if (PING.test(text)) return;
    if (/^[{[]/.test(text)) throw new ReplyError(fault('cut', said.slice(0, 200)));
    this.stray = said;
  }

  /** Of an answer in one piece that is none: its own words, where they say what is wrong. */
  otherError(): ReplyError {
    const cause = classifyError({ status: undefined, type: '', message: this.stray });
    return new ReplyError(cause.failure.code === 'serverError' ? fault('badEndpoint', this.stray) : cause);
  }

  /** What has words of its own, and not only a name as pings do. */
  private noteStray(value: unknown): void {
    const said = serverErrorIn(value, true);
    if (said && said.message !== said.type) this.stray = said.message;
  }

  private cutError(): ReplyError {
    if (this.stray === '' || this.said) return new ReplyError(fault('cut', this.stray));
    return new ReplyError(classifyError({ status: undefined, type: '', message: this.stray }));
  }

  private add(part: ReplyPart): void {
    switch (part.type) {
      case 'reasoning':
        return this.addReasoning(part);
      case 'content':
        for (const piece of this.tags.feed(part.text, this.mayTurn)) this.take(piece);
        return;
      case 'call':
        return this.calls.add(part, part.position);
    }
  }

  private addReasoning({ text, field }: Extract<ReplyPart, { type: 'reasoning' }>): void {
    if (text !== '' || !this.reasoned) this.field = field;
    this.reasoned ||= text !== '';
    if (text === '') return this.emit({ type: 'reasoning', text });
    this.say(this.filters.content.settle());
    this.reason(this.filters.reasoning.feed(text));
  }

  /** Whether an end tag may make reasoning of the content so far. */
  private get mayTurn(): boolean {
    return !this.reasoned && this.calls.count === 0;
  }

  private take(piece: ThinkPiece): void {
    switch (piece.type) {
      case 'void':
        this.said = false;
        this.filters = this.newFilters();
        return this.emit({ type: 'restarted' });
      case 'reasoning':
        return this.reason(this.filters.reasoning.feed(piece.text));
      case 'content':
        this.reason(this.filters.reasoning.settle());
        return this.say(this.filters.content.feed(piece.text));
    }
  }

  private newFilters() {
    const { leaksCalls } = this.expected;
    return { reasoning: new LeakFilter(leaksCalls), content: new LeakFilter(leaksCalls) };
  }

  private reason(text: string): void {
    if (text !== '') this.emit({ type: 'reasoning', text });
  }

  private say(text: string): void {
    if (text === '') return;
    this.said ||= text.trim() !== '';
    this.emit({ type: 'content', text });
  }

  /** Text that was kept back becomes the calls that it is, where nothing follows it, or is shown after all. */
  private releaseText(): void {
    const { reasoning, content } = this.filters;
    const last = content.rest === '' && !this.said ? reasoning : content;
    const leaked = this.calls.count === 0 ? parseLeakedCalls(last.rest, this.expected.tools) : undefined;
    if (leaked) this.leaked = true;
    for (const call of leaked ?? []) this.calls.addWhole(call);
    if (!leaked || last !== reasoning) this.reason(reasoning.rest);
    if (!leaked || last !== content) this.say(content.rest);
  }
}

/** A reply that the server ended before its end, with its own name for why. */
function unfinished(kind: 'refused' | 'passing' | 'unknown', reason: string): ReplyError {
  const detail = `finish_reason: ${reason.slice(0, 200)}`;
  if (kind === 'refused') return new ReplyError(fault('contentFilter', detail));
  const brokenOff = fault('brokenOff', detail);
  return new ReplyError(kind === 'passing' ? brokenOff : { ...brokenOff, retries: 0 });
}
