import type { OpenAI } from 'openai';
import type { UploadNotes } from '../agent/contracts/media.ts';
import { type Model, ModelError, type ModelEvent, type ModelRequest } from '../agent/contracts/model.ts';
import type { BlobRef, Failure, MediaPart } from '../agent/events/events.ts';
import { type Fault, fault, wordedFor } from './client/classifyError.ts';
import { connect, faultOf } from './client/connect.ts';
import { SilenceTimer } from './client/silenceTimer.ts';
import type { Endpoint } from './endpoint/endpoints.ts';
import type { Price } from './endpoint/presets.ts';
import { repeatedMedia } from './media/mediaParts.ts';
import { mediaRefusal } from './media/mediaRefusal.ts';
import { MediaUploads } from './media/mediaUploads.ts';
import { saysMediaAreRefused, suspectsOf } from './media/refusedMedia.ts';
import { type WireMessage, type WireTool, wireMessages, wireTools } from './request/wireMessages.ts';
import { readReply } from './stream/readReply.ts';
import type { ReplyForm } from './stream/replyAssembly.ts';
import { ReplyError } from './stream/replyError.ts';
import { completeUsage } from './stream/usage.ts';

export interface KimiModelOptions {
  endpoint: Endpoint;
  /** Undefined where none is set: then none is sent. */
  key: string | undefined;
  readBlob: (ref: BlobRef) => Promise<Uint8Array>;
  /** Where uploads of large media are noted; without it, all media go inline. */
  uploads?: UploadNotes;
  /** Lets the endpoint search the web by itself, where it can. */
  webSearch?: boolean;
  /** The most tries again, and milliseconds before one, that a step is worth; by default as many as each failure is. */
  patience?: { retries: number; waitMs: number };
  /** Milliseconds without a byte after which a stream that has begun counts as dead; by default five minutes. */
  idleMs?: number;
  /** Milliseconds that the first byte of a stream may take; by default two hours. */
  firstByteMs?: number;
  /** How many tokens the endpoint holds, by what is known when it is asked; by default what the endpoint says of itself. */
  contextWindow?: () => number;
  /** Called with the form of each whole reply, before its step resolves. */
  onReply?: (form: ReplyForm) => void;
}

const PATIENT = { retries: Number.POSITIVE_INFINITY, waitMs: Number.POSITIVE_INFINITY };

/** Reasoning streams, so a live reply is never silent so long. */
const IDLE_MS = 300_000;

/** A machine of one's own reads a long prompt for many minutes, and asked again it begins at the start: two hours is for what never answers. */
const FIRST_BYTE_MS = 7_200_000;

/** How long the connection of a whole reply may take to end by itself, so that the next request can use it. */
const DRAIN_MS = 10_000;

/** As Moonshot's own command line backs off: half a second, doubled up to 32 s, with a quarter of jitter. */
const BACKOFF = { firstMs: 500, maxMs: 32_000, jitter: 0.25 };

/** Of a UTF-16 unit in JSON: a control character is written as `\\u0000`. */
const MAX_BYTES_PER_UNIT = 6;

/** Kimi behind one endpoint. */
export function createKimiModel(options: KimiModelOptions): Model {
  const {
    endpoint,
    key,
    readBlob,
    uploads,
    webSearch = false,
    patience = PATIENT,
    idleMs = IDLE_MS,
    firstByteMs = FIRST_BYTE_MS,
    contextWindow = () => endpoint.contextWindow,
    onReply,
  } = options;
  let client: OpenAI | undefined;
  /** What ends the waits that run. */
  const wakes = new Set<() => void>();
  const connected = async () => {
    client ??= await connect(endpoint, key);
    return client;
  };
  const sent = new MediaUploads({ endpoint, readBlob, notes: uploads, connect: connected });

  /** One attempt of a step. Throws ReplyError or what the client throws. */
  async function attempt(
    request: ModelRequest,
    withheld: ReadonlySet<BlobRef>,
    emit: (event: ModelEvent) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const client = await connected();
    const repeated = repeatedMedia(request.messages);
    const gone = new Set<BlobRef>();
    const urlOf = async (part: MediaPart) => {
      if (!(part.type === 'image' ? endpoint.images : endpoint.video)) return { unsent: 'notTaken' as const };
      if (withheld.has(part.blob)) return { unsent: 'refused' as const };
      const url = await sent.urlOf(part, repeated.has(part), signal);
      if (url === undefined) gone.add(part.blob);
      return url ?? { unsent: 'gone' as const };
    };
    const messages = await wireMessages(request.messages, {
      urlOf,
      replayField: endpoint.replayField,
      readsMarks: endpoint.readsMarks === true,
    });
    if (gone.size > 0) emit({ type: 'mediaGone', blobs: [...gone] });
    const silence = new SilenceTimer(signal, { idleMs, firstByteMs });
    try {
      const { tools, names } = wireTools(request.tools);
      const body = requestBody(endpoint, { ...request, messages, tools, webSearch });
      checkSize(endpoint, messages);
      const response = await client.chat.completions.create(body, { signal: silence.signal }).asResponse();
      const priced = withUsage((event) => emit(withOwnName(event, names)), {
        price: endpoint.price,
        cachedHeader: response.headers.get('x-cached-input-units'),
        body,
      });
      if (!response.body) throw new ReplyError(fault('badEndpoint'));
      const source = { body: response.body, contentType: response.headers.get('content-type') ?? '' };
      const expected = { tools: new Set(names.keys()), leaksCalls: endpoint.leaksCalls ?? false };
      const form = await readReply(source, expected, priced, () => silence.heard());
      silence.end(DRAIN_MS);
      onReply?.(form);
    } catch (error) {
      silence.end(0);
      throw silence.fault ? new ReplyError(silence.fault) : error;
    }
  }

  return {
    id: endpoint.model,
    sees: { image: endpoint.images, video: endpoint.video },
    contextWindow,
    retryNow: () => {
      for (const wake of wakes) wake();
    },
    refusal: (messages, addition) => mediaRefusal(endpoint, sent, messages, addition),
    async stream(request, emit, signal) {
      let emptyReplies = 0;
      let uploadedAgain = false;
      /** What the endpoint refused: noted once it has answered to the rest. */
      const withheld = await sent.refused();
      const known = withheld.size;
      for (let failures = 0; ; ) {
        try {
          await attempt(emptyReplies < 2 ? request : nudged(request), withheld, emit, signal);
          if (withheld.size > known) await sent.refuse(withheld);
          return;
        } catch (error) {
          signal.throwIfAborted();
          const found = faultOf(error);
          const cause: Fault = { ...found, failure: wordedFor(found.failure, key) };
          if (!uploadedAgain && saysFileIsGone(cause.failure) && (await sent.forget())) {
            uploadedAgain = true;
            continue;
          }
          const suspects = saysMediaAreRefused(cause.failure) ? suspectsOf(request.messages, withheld) : [];
          if (suspects.length > 0) {
            for (const blob of suspects) withheld.add(blob);
            emit({ type: 'mediaRefused', blobs: suspects, detail: cause.failure.detail });
            continue;
          }
          failures += 1;
          if (cause.failure.code === 'emptyReply') emptyReplies += 1;
          const delay = Math.max(cause.retryAfterMs ?? 0, backoff(failures));
          if (failures > Math.min(cause.retries, patience.retries) || delay > patience.waitMs) {
            throw new ModelError(cause.failure, { cause: error });
          }
          emit({ type: 'waiting', failure: cause.failure, until: Date.now() + delay, attempt: failures });
          let wake = () => {};
          await wait(delay, signal, (end) => {
            wake = end;
            wakes.add(wake);
          }).finally(() => wakes.delete(wake));
          emit({ type: 'restarted' });
        }
      }
    },
  };
}

/**
 * The model sometimes stops after reasoning, without an answer or a call (kimi-code #3429). Asking again repeats that often
 * enough that the second time it is told.
 */
function nudged(request: ModelRequest): ModelRequest {
  const content = `Your last reply held reasoning only. Answer now${request.callsNothing ? '' : ', or call a tool'}.`;
  return { ...request, messages: [...request.messages, { role: 'user', content }] };
}

/**
 * Sampling parameters are fixed by the model and refused when they differ, `thinking` is always on, and `stop` would match inside
 * the reasoning (vLLM #38499): none of them is sent. `tool_choice` is auto by default; `none`, the other value that the model
 * takes, leaves the tools in the prompt, and so the prefix cache as it is (Moonshot's caching guide).
 */
function requestBody(
  endpoint: Endpoint,
  request: Pick<ModelRequest, 'sessionId' | 'callsNothing'> & {
    messages: WireMessage[];
    tools: WireTool[];
    webSearch: boolean;
  },
): OpenAI.ChatCompletionCreateParamsStreaming {
  const body = {
    model: endpoint.model,
    messages: request.messages,
    ...(request.tools.length > 0 ? { tools: request.tools } : {}),
    ...(request.tools.length > 0 && request.callsNothing ? { tool_choice: 'none' } : {}),
    stream: true,
    stream_options: { include_usage: true },
    ...(endpoint.outputCap ? { [endpoint.outputCap.field]: endpoint.outputCap.tokens } : {}),
    ...(endpoint.promptCacheKey ? { prompt_cache_key: request.sessionId } : {}),
    ...(endpoint.webSearch && request.webSearch && !request.callsNothing ? { [endpoint.webSearch.flag]: true } : {}),
    ...(endpoint.chatTemplateKwargs ? { chat_template_kwargs: endpoint.chatTemplateKwargs } : {}),
  };
  return body as object as OpenAI.ChatCompletionCreateParamsStreaming;
}

/** Calls name tools as they were sent, which may not be what they are called here. */
function withOwnName(event: ModelEvent, names: ReadonlyMap<string, string>): ModelEvent {
  if (event.type !== 'toolCall' || event.name === undefined) return event;
  return { ...event, name: names.get(event.name) ?? event.name };
}

/** Passes events on, with usage that is complete: see completeUsage. */
function withUsage(
  emit: (event: ModelEvent) => void,
  { price, cachedHeader, body }: { price: Price | undefined; cachedHeader: string | null; body: object },
): (event: ModelEvent) => void {
  let received = '';
  return (event) => {
    if (event.type === 'reasoning' || event.type === 'content') received += event.text;
    if (event.type === 'toolCall') received += (event.name ?? '') + (event.arguments ?? '');
    if (event.type === 'restarted') received = '';
    if (event.type !== 'finished') return emit(event);
    const sent = event.usage?.prompt ? '' : JSON.stringify(body, mediaAsText);
    emit({ ...event, usage: completeUsage(event.usage, { price, cachedHeader, sent, received }) });
  };
}

/** The server no longer has a file that was uploaded to it; it says no more than that, in words that are not documented. */
function saysFileIsGone({ status, detail }: Failure): boolean {
  return (
    (status === 400 || status === 404) && /\bfile|ms:\/\//i.test(detail) && /not (found|exist)|expired/i.test(detail)
  );
}

/** For an estimate from text alone: about 2,000 tokens a medium, as Moonshot's command line guesses, whatever its bytes. */
function mediaAsText(key: string, value: unknown): unknown {
  return key === 'url' ? ' '.repeat(8000) : value;
}

/** Says before sending what the endpoint would say after all of it has gone up. Throws ReplyError. */
function checkSize({ requestLimit }: Endpoint, messages: readonly WireMessage[]): void {
  if (requestLimit === undefined || unitsIn(messages) * MAX_BYTES_PER_UNIT <= requestLimit) return;
  const size = Buffer.byteLength(JSON.stringify(messages));
  if (size > requestLimit) throw new ReplyError(fault('tooLarge', `${size} > ${requestLimit} bytes`));
}

/** The UTF-16 units of all strings in a value. */
function unitsIn(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 1;
  return Object.entries(value).reduce((sum, [key, inner]) => sum + key.length + unitsIn(inner), 0);
}

function backoff(failures: number): number {
  const delay = Math.min(BACKOFF.firstMs * 2 ** (failures - 1), BACKOFF.maxMs);
  return delay * (1 + BACKOFF.jitter * (2 * Math.random() - 1));
}

/** Hands out, before it waits, what ends the wait early. Rejects with the signal's reason when aborted. */
async function wait(delay: number, signal: AbortSignal, ready: (end: () => void) => void): Promise<void> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  ready(resolve);
  const timer = setTimeout(resolve, delay);
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}
