import type { ChatRequest } from './chatRequest.ts';
import type { ServerError } from './errors.ts';
import type { Gate } from './gate.ts';

/** Replies in order, one per accepted chat request, or one function that answers them all. `index` counts from 0. */
export type Scenario = Reply[] | ReplyFunction;
export type Reply = ScriptedReply | ReplyFunction;
export type ReplyFunction = (request: ChatRequest, index: number) => ScriptedReply | Promise<ScriptedReply>;
export type ScriptedReply = Completion | Failure;
export type Failure = ServerError;

/**
 * A completed answer of the model, and how it is sent.
 *
 * Its text is sent as deltas: reasoning, then content, then each tool call (its id and name with empty arguments first, then
 * pieces of its arguments). The opening role delta and the finish chunk are not counted as deltas.
 */
export interface Completion {
  /** An empty string is sent as one empty delta: an empty reasoning differs from an absent one. */
  reasoning?: string;
  content?: string;
  toolCalls?: ScriptedToolCall[];
  /** Default: `tool_calls` when there are any, else `stop`. */
  finishReason?: string;
  /** Replaces computed figures; totals and details follow from what is given. */
  usage?: Partial<Usage>;
  /**
   * Where a stream carries usage: in `choices[0]` of the finish chunk, at the top level of the finish chunk, only in the final
   * chunk without choices (which is sent only for `include_usage`), or nowhere. Default: the dialect's; Moonshot's is `choice`,
   * and `final` when asked for.
   */
  usageIn?: 'choice' | 'top' | 'final' | 'none';
  /**
   * Default: the dialect's. vLLM says `reasoning` (vLLM #33402). After a reply that names its field, the simulator accepts it
   * in replayed messages too.
   */
  reasoningField?: 'reasoning_content' | 'reasoning';

  /** Default: one write per delta, as fast as the client reads. `burst` sends all deltas up to the next hold in one write. */
  pace?: { wordsPerSecond: number } | 'burst';
  /** What a delta holds, or (`bytes`) the size of the writes, which then end anywhere in a frame or a UTF-8 character. */
  split?: 'word' | 'character' | { bytes: number };
  crlf?: boolean;
  /** Sends the keep-alive comment `: ping` before each delta, as gateways do. */
  comments?: boolean;
  /** `false` leaves out `[DONE]`. */
  done?: boolean;
  /** `false` leaves out the finish chunk, so no finish_reason arrives. */
  finish?: boolean;
  hold?: Hold | Hold[];
  /** Destroys the connection there. A place after the last delta cuts before the finish chunk. */
  cutAfter?: Place;
  /** Sends an error object there and ends the stream. */
  errorAfter?: { deltas: Place; error: { message: string; type: string; code?: string } };
  /** Each sent verbatim as the data of one event, in place of the role delta, the deltas and the finish chunk. */
  raw?: string[];
  /** Called right before a delta is written; `at` is in milliseconds since the epoch, with fractions. */
  onSent?: (text: string, at: number) => void;
}

export interface ScriptedToolCall {
  /** Default: `<name>_<index>`, which repeats in later turns as the live server's ids do. */
  id?: string;
  name: string;
  /** A string is sent as it is, valid JSON or not. */
  arguments: object | string;
}

/** Waits before the delta at `before` until the gate opens or the promise settles. */
export interface Hold {
  before: Place;
  until: Gate | Promise<unknown>;
}

/** After so many deltas, of any kind or of one kind: `{ content: 2 }` is after the second content delta. */
export type Place = number | { reasoning: number } | { content: number } | { toolCalls: number };

export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  cached_tokens: number;
  prompt_tokens_details: { cached_tokens: number };
  completion_tokens_details: { reasoning_tokens: number };
}
