import { createHash } from 'node:crypto';
import type { ChatRequest } from './chatRequest.ts';
import type { Completion, Usage } from './scenario.ts';
import { argumentsText } from './toolCalls.ts';

/** An estimate, 4 bytes a token. Rounded down, so that the tokens of a prefix are counted alike alone and within a longer text. */
export function tokens(text: string): number {
  return Math.floor(Buffer.byteLength(text) / 4);
}

const MEDIA_KEYS = new Set(['url', 'image_url', 'video_url']);

/**
 * What the model reads, in the order in which a provider caches it. Left open at its end: the prompt of a request that only
 * appends messages starts with the prompt of the one before.
 */
export function promptText(request: ChatRequest): string {
  const messages = JSON.stringify(request.messages, (key, value: unknown) =>
    MEDIA_KEYS.has(key) && typeof value === 'string' ? mediaText(value) : value,
  );
  return JSON.stringify(request.tools ?? []) + messages.slice(0, -1);
}

/** Media costs about 2,000 tokens whatever its bytes (kimi-cli): 8,000 characters, the same for the same media only. */
function mediaText(url: string): string {
  return createHash('sha256').update(url).digest('hex').repeat(125);
}

export function sharedPrefix(a: string, b: string): string {
  const end = Math.min(a.length, b.length);
  let length = 0;
  while (length < end && a.charCodeAt(length) === b.charCodeAt(length)) length += 1;
  return a.slice(0, length);
}

/**
 * The usage of a reply: estimated, except where the scenario says otherwise.
 * `cached_tokens` is the prefix that the prompt shares with the previous one.
 */
export function usageOf(completion: Completion, prompt: string, previousPrompt: string): Usage {
  const scripted = completion.usage ?? {};
  const reasoning = tokens(completion.reasoning ?? '');
  const calls = (completion.toolCalls ?? []).reduce((sum, call) => sum + tokens(call.name + argumentsText(call)), 0);
  const promptTokens = scripted.prompt_tokens ?? tokens(prompt);
  const completionTokens = scripted.completion_tokens ?? reasoning + tokens(completion.content ?? '') + calls;
  const cached = scripted.cached_tokens ?? Math.min(promptTokens, tokens(sharedPrefix(previousPrompt, prompt)));
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: scripted.total_tokens ?? promptTokens + completionTokens,
    cached_tokens: cached,
    prompt_tokens_details: scripted.prompt_tokens_details ?? { cached_tokens: cached },
    completion_tokens_details: scripted.completion_tokens_details ?? { reasoning_tokens: reasoning },
  };
}
