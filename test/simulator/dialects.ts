import type { ServerError } from './errors.ts';
import * as errors from './errors.ts';
import type { Completion, Usage } from './scenario.ts';

/** The provider that the simulator speaks like. */
export type DialectId = 'moonshot' | 'kimi-code' | 'aigateway' | 'empiriolabs' | 'vllm' | 'sglang' | 'llamacpp';

type ReasoningField = 'reasoning_content' | 'reasoning';

/** In what a provider differs from the others. */
export interface Dialect {
  models: readonly string[];
  /** The field that it sends reasoning in, and the only one that it reads it from. */
  reasoningField: ReasoningField;
  /** Where its streams carry usage, unless the scenario says otherwise. */
  usageIn: NonNullable<Completion['usageIn']>;
  usage(usage: Usage, webSearches: boolean): object;
  /** What a chunk with usage holds beside it. */
  besideUsage?(usage: Usage): object;
  headers(usage: Usage): Record<string, string>;
  /** Default: the name and the index, which repeat in later turns. */
  callId?(name: string, callsBefore: number): string;
  /** Fields of a request beside those that every provider takes. */
  fields: readonly string[];
  maxOutput: number;
  video: boolean;
  /** Balance, token estimates and files. */
  account: boolean;
  /** Bytes of all messages together. */
  messageLimit?: number;
  /** Refuses whoever is none of these. */
  agents?: RegExp;
  errorBody(error: ServerError): object;
  invalidKey(): ServerError;
  modelNotFound(id: string): ServerError;
  tokenLimitExceeded(limit: number, requested: number): ServerError;
  /** The fields of a listed model that tell what it can do. */
  listed(contextWindow: number): object;
}

/** Moonshot's chat API reference; the newer name of the cap wins there. */
const CAPS = ['max_tokens', 'max_completion_tokens'];

const moonshot: Dialect = {
  models: ['kimi-k2.7-code', 'kimi-k2.7-code-highspeed', 'kimi-k2.6', 'kimi-k2.5'],
  reasoningField: 'reasoning_content',
  usageIn: 'choice',
  usage: (usage) => usage,
  headers: () => ({}),
  fields: [...CAPS, 'prompt_cache_key'],
  maxOutput: 262_144,
  video: true,
  account: true,
  errorBody: ({ error }) => ({ error }),
  invalidKey: errors.invalidKey,
  modelNotFound: errors.modelNotFound,
  tokenLimitExceeded: errors.tokenLimitExceeded,
  listed: (contextWindow) => ({
    context_length: contextWindow,
    supports_image_in: true,
    supports_video_in: true,
    supports_reasoning: true,
  }),
};

/** What the servers that people run themselves have in common. */
const selfHosted: Dialect = {
  ...moonshot,
  models: ['moonshotai/Kimi-K2.7-Code', 'moonshotai/Kimi-K2.6', 'moonshotai/Kimi-K2.5'],
  usageIn: 'final',
  usage: ({ prompt_tokens, completion_tokens, total_tokens }) => ({ prompt_tokens, completion_tokens, total_tokens }),
  // The ids of the model's own template, which counts the calls of the whole conversation (K2-Vendor-Verifier).
  callId: (name, callsBefore) => `functions.${name}:${callsBefore}`,
  // Both ignore what they do not know.
  fields: [...CAPS, 'prompt_cache_key', 'chat_template_kwargs'],
  video: false,
  account: false,
  // The guard before either server answers with a text where others have an object.
  invalidKey: () => ({ status: 401, error: { message: 'Unauthorized', type: 'unauthorized' } }),
  modelNotFound: (id) => errors.failure(404, 'NotFoundError', `The model \`${id}\` does not exist.`),
  listed: (contextWindow) => ({ root: '/models/kimi', parent: null, max_model_len: contextWindow }),
};

export const DIALECTS: Record<DialectId, Dialect> = {
  moonshot,
  // MoonshotAI/kimi-code and the plan's error reference.
  'kimi-code': {
    ...moonshot,
    models: ['kimi-for-coding', 'kimi-for-coding-highspeed'],
    video: false,
    account: false,
    messageLimit: 2_097_152,
    agents: /^(ask-kimi|KimiCLI)\b/,
  },
  // AIgateway's model page: OpenAI's usage without details, and what was cached in a header.
  aigateway: {
    ...moonshot,
    models: ['moonshot/kimi-k2.7-code', 'moonshot/kimi-k2.6'],
    usageIn: 'final',
    usage: selfHosted.usage,
    headers: ({ cached_tokens }) => ({ 'x-cached-input-units': String(cached_tokens) }),
    callId: (name, callsBefore) => `call_${name}_${callsBefore}`,
    fields: ['max_tokens'],
    maxOutput: 16_384,
    video: false,
    account: false,
    modelNotFound: (id) => errors.failure(404, 'not_found_error', `Model ${id} not found`),
    listed: () => ({}),
  },
  // EmpirioLabs' model page: what a call cost, and how often its own tools were used.
  empiriolabs: {
    ...moonshot,
    models: ['kimi-k2-7-code'],
    usageIn: 'final',
    usage: (usage, webSearches) => ({
      ...selfHosted.usage(usage, webSearches),
      completion_tokens_details: usage.completion_tokens_details,
      cost_usd: (usage.prompt_tokens * 0.95 + usage.completion_tokens * 4) / 1_000_000 + (webSearches ? 0.015 : 0),
      tool_usage: webSearches ? { web_search: 1 } : {},
    }),
    fields: ['max_tokens', 'tool_web_search'],
    maxOutput: 131_072,
    account: false,
    listed: () => ({}),
  },
  // vLLM #33402 (the field's name), #38488 (the only one that is read).
  vllm: {
    ...selfHosted,
    listed: (contextWindow) => ({ ...selfHosted.listed(contextWindow), owned_by: 'vllm' }),
    reasoningField: 'reasoning',
    usage: (usage, webSearches) => ({
      ...selfHosted.usage(usage, webSearches),
      prompt_tokens_details: usage.prompt_tokens_details,
    }),
    errorBody: ({ status, error }) =>
      status === 401 ? { error: error?.message } : { error: { ...error, param: null, code: status } },
    tokenLimitExceeded: (limit, requested) =>
      errors.failure(
        400,
        'BadRequestError',
        `This model's maximum context length is ${limit} tokens. However, you requested ${requested} tokens. Please reduce the length of the messages.`,
      ),
  },
  // SGLang's OpenAI server: errors without an envelope, reasoning tokens beside the others, cached ones told when asked to.
  sglang: {
    ...selfHosted,
    listed: (contextWindow) => ({ ...selfHosted.listed(contextWindow), owned_by: 'sglang' }),
    usage: (usage, webSearches) => ({
      ...selfHosted.usage(usage, webSearches),
      prompt_tokens_details: usage.prompt_tokens_details,
      reasoning_tokens: usage.completion_tokens_details.reasoning_tokens,
    }),
    errorBody: ({ status, error }) =>
      status === 401 ? { error: error?.message } : { object: 'error', ...error, param: null, code: status },
    tokenLimitExceeded: (limit, requested) =>
      errors.failure(
        400,
        'BadRequest',
        `Requested token count exceeds the model's maximum context length of ${limit} tokens. You requested a total of ${requested} tokens.`,
      ),
  },
  // llama-server (tools/server in ggml-org/llama.cpp), which ignores what it does not know. Many models only in its router.
  llamacpp: {
    ...selfHosted,
    models: ['kimi-k2.7-code', 'unsloth/Kimi-K2.7-Code-GGUF:UD-Q2_K_XL'],
    callId: (name, callsBefore) => `${name}${callsBefore}`.padEnd(32, 'x'),
    usage: (usage, webSearches) => ({
      ...selfHosted.usage(usage, webSearches),
      prompt_tokens_details: { cached_tokens: usage.cached_tokens },
    }),
    besideUsage: ({ prompt_tokens, completion_tokens, cached_tokens }) => ({
      timings: {
        cache_n: cached_tokens,
        prompt_n: prompt_tokens - cached_tokens,
        prompt_ms: 1000,
        predicted_n: completion_tokens,
        predicted_ms: 2000,
        predicted_per_second: completion_tokens / 2,
      },
    }),
    errorBody: ({ status, error }) => ({ error: { code: status, ...error } }),
    invalidKey: () => errors.failure(401, 'authentication_error', 'Invalid API Key'),
    modelNotFound: (id) => errors.failure(400, 'invalid_request_error', `model '${id}' not found`),
    tokenLimitExceeded: (limit, requested) =>
      errors.failure(
        400,
        'exceed_context_size_error',
        `request (${requested} tokens) exceeds the available context size (${limit} tokens), try increasing it`,
      ),
    listed: (contextWindow) => ({
      owned_by: 'llamacpp',
      meta: { vocab_type: 2, n_vocab: 163_840, n_ctx: contextWindow, n_ctx_train: 262_144, n_embd: 7168 },
    }),
  },
};
