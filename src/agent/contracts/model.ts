import { reportOf } from '../../util/text/reportOf.ts';
import type {
  BlobRef,
  Failure,
  FinishReason,
  MediaPart,
  ReasoningField,
  ToolCallFragment,
  Usage,
} from '../events/events.ts';
import type { MediaRefusal } from './media.ts';

/** The model as the agent knows it. */
export interface Model {
  /** The model's id, for the log and the panel. */
  readonly id: string;
  /** The media that it sees. */
  readonly sees: Readonly<Record<MediaPart['type'], boolean>>;
  /** How many tokens the endpoint holds, as far as is known by now. */
  contextWindow(): number;
  /**
   * Runs one step, calling `emit` in the order in which the reply arrives, `finished` last. Resolves after a whole reply.
   * Retries by itself what is worth retrying, telling through `waiting` and `restarted`.
   * Throws ModelError when the step failed for good, and the signal's reason when aborted.
   */
  stream(request: ModelRequest, emit: (event: ModelEvent) => void, signal: AbortSignal): Promise<void>;
  /** Why the endpoint would not take a content after these messages; undefined where nothing speaks against it. */
  refusal(messages: readonly Message[], addition: MessageContent): Promise<MediaRefusal | undefined>;
  /** Ends the wait before the next attempt, where there is one. */
  retryNow(): void;
}

export interface ModelRequest {
  sessionId: string;
  messages: Message[];
  tools: ToolDefinition[];
  /** The model is to answer in words: it sees its tools as ever, which keeps the request's prefix, and can call none. */
  callsNothing?: true;
}

export type ModelEvent =
  | { type: 'reasoning'; text: string }
  | { type: 'content'; text: string }
  | ({ type: 'toolCall' } & ToolCallFragment)
  | { type: 'waiting'; failure: Failure; until: number; attempt: number }
  | { type: 'restarted' }
  /** Images and videos of the conversation that cannot be read any more: a text is in their place. */
  | { type: 'mediaGone'; blobs: BlobRef[] }
  /** The endpoint refused the request for its media: it is sent again with a text in their place. `detail`: the server's words. */
  | { type: 'mediaRefused'; blobs: BlobRef[]; detail: string }
  /** `thinkTags`: see the event `step.finished`. */
  | { type: 'finished'; finish: FinishReason; reasoningField: ReasoningField; thinkTags?: true; usage?: Usage };

export type Message =
  | { role: 'system'; content: string }
  | { role: 'user'; content: MessageContent }
  | { role: 'assistant'; content: string; reasoning?: { field: ReasoningField; text: string }; toolCalls: ToolCall[] }
  | { role: 'tool'; callId: string; content: MessageContent };

/** A plain string, or parts where there is media. Media is named by its blob; the model client reads the bytes. */
export type MessageContent = string | MessagePart[];
export type MessagePart = { type: 'text'; text: string } | MediaPart;

/** As the model sent it: `id` and `arguments` are replayed byte for byte. */
export interface ToolCall {
  id: string;
  name: string;
  arguments: string;
}

export interface ToolDefinition {
  name: string;
  description: string;
  /** A JSON schema in Moonshot's flavour: an object at the root, a type on every property. */
  parameters: Record<string, unknown>;
}

/** A model call that failed for good. The user reads `failure`, worded by the panel. */
export class ModelError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(`${failure.code}: ${failure.detail}`, options);
    this.name = 'ModelError';
    this.failure = failure;
  }
}

/** What went wrong with a model call, whatever it threw. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ModelError) return error.failure;
  return { code: 'internal', detail: reportOf(error) };
}
