import type { ReasoningField } from '../../agent/events/events.ts';

/** The ways to reach the model that are known by name. */
export type PresetId =
  | 'moonshot'
  | 'moonshot-cn'
  | 'kimi-code'
  | 'aigateway'
  | 'empiriolabs'
  | 'vllm'
  | 'sglang'
  | 'custom';

/** What is known of one way to reach the model. Where it is silent, the endpoint is asked or the user says. */
export interface Preset {
  /** As people know it. */
  label: string;
  /** With the `/v1`. `yours`: the user gives it, and `example` is where such a server listens by default. */
  baseUrl: { type: 'fixed'; url: string } | { type: 'yours'; example: string };
  /** The model's ids there, the one to begin with first. Any other can be typed. */
  models: readonly string[];
  /** Tokens. */
  contextWindow: number;
  /** The cap on a reply, reasoning included, and the field that takes it; undefined leaves it to the endpoint. */
  outputCap?: { field: 'max_tokens' | 'max_completion_tokens'; tokens: number };
  /** The field in which reasoning is replayed; undefined for the one in which it came. */
  replayField?: ReasoningField;
  /** Keeps a session on the servers that hold its prefix. */
  promptCacheKey: boolean;
  /** For the chat template of a self-hosted server, which has no account to know the model's defaults. */
  chatTemplateKwargs?: Readonly<Record<string, boolean>>;
  /**
   * Such a server may let the model's own marks of tool calls through as text: it runs with whatever parser it was started with.
   * Moonshot and the hosted gateways part them (Kimi-K2 #128), so that there such a text is an answer.
   */
  leaksCalls?: true;
  /**
   * Renders a conversation as text and then reads tokens: the model's own marks (`<|im_end|>`) are marks wherever they stand in a
   * message. Shown by the code of vLLM and SGLang, which hand the chat template's text to the tokenizer as a whole.
   */
  readsMarks?: true;
  images: boolean;
  video: boolean;
  /** `POST /files` with the purposes `image` and `video`, whose files are referred to as `ms://<id>`. */
  files?: true;
  /** `POST /tokenizers/estimate-token-count` tells what messages cost. */
  tokenEstimate?: true;
  /** Bytes of a request's messages that are refused as too many. */
  requestLimit?: number;
  /** `GET /users/me/balance`, and the currency that it answers in. */
  balance?: 'USD' | 'CNY';
  /**
   * The provider searches the web by itself when asked to with this flag. Moonshot's own `$web_search` is no such flag but a
   * tool that the client echoes, and reports disagree whether it works beside reasoning, which K2.7 Code never turns off.
   */
  webSearch?: { flag: 'tool_web_search'; usdPerCall: number };
  price?: Price;
  /** Where the user makes a key, without which the service answers nobody. */
  keyUrl?: string;
}

/** US dollars for a million tokens, and a fee on top as a fraction. */
export interface Price {
  input: number;
  cachedInput: number;
  output: number;
  fee: number;
}

const WINDOW = 262_144;

/** Bytes of a whole request, says Moonshot's quickstart. */
const MOONSHOT_REQUEST = 100_000_000;

/** Pricing page of Moonshot, as gateways repeat it: $0.19 for cached input. */
const MOONSHOT_PRICE: Price = { input: 0.95, cachedInput: 0.19, output: 4, fee: 0 };

/** The model card's repository; servers serve it under the name that they were started with. */
const SELF_HOSTED_MODELS = ['moonshotai/Kimi-K2.7-Code', 'moonshotai/Kimi-K2.6', 'moonshotai/Kimi-K2.5'];

export const PRESETS: Record<PresetId, Preset> = {
  // Moonshot's quickstart for kimi-k2.7-code and its chat API reference. Replies have 32,768 tokens by default.
  moonshot: {
    label: 'Moonshot',
    baseUrl: { type: 'fixed', url: 'https://api.moonshot.ai/v1' },
    models: ['kimi-k2.7-code', 'kimi-k2.7-code-highspeed', 'kimi-k2.6'],
    contextWindow: WINDOW,
    replayField: 'reasoning_content',
    promptCacheKey: true,
    images: true,
    video: true,
    files: true,
    tokenEstimate: true,
    requestLimit: MOONSHOT_REQUEST,
    balance: 'USD',
    price: MOONSHOT_PRICE,
    keyUrl: 'https://platform.kimi.ai/console/api-keys',
  },
  // The same service for China; its keys are others, and prices are in CNY.
  'moonshot-cn': {
    label: 'Moonshot (China)',
    baseUrl: { type: 'fixed', url: 'https://api.moonshot.cn/v1' },
    models: ['kimi-k2.7-code', 'kimi-k2.7-code-highspeed', 'kimi-k2.6'],
    contextWindow: WINDOW,
    replayField: 'reasoning_content',
    promptCacheKey: true,
    images: true,
    video: true,
    files: true,
    tokenEstimate: true,
    requestLimit: MOONSHOT_REQUEST,
    balance: 'CNY',
    keyUrl: 'https://platform.moonshot.cn/console/api-keys',
  },
  // The coding plan, a membership (MoonshotAI/kimi-code, packages/kosong, and the plan's error reference).
  'kimi-code': {
    label: 'Kimi Code plan',
    baseUrl: { type: 'fixed', url: 'https://api.kimi.com/coding/v1' },
    models: ['kimi-for-coding', 'kimi-for-coding-highspeed'],
    contextWindow: WINDOW,
    replayField: 'reasoning_content',
    promptCacheKey: true,
    images: true,
    video: false,
    requestLimit: 2_097_152,
    keyUrl: 'https://www.kimi.com/code/console',
  },
  // AIgateway's model page: at most 16,384 tokens a reply, 5% fee, cached input at half the price, text and images.
  aigateway: {
    label: 'AIgateway',
    baseUrl: { type: 'fixed', url: 'https://api.aigateway.sh/v1' },
    models: ['moonshot/kimi-k2.7-code', 'moonshot/kimi-k2.6'],
    contextWindow: WINDOW,
    outputCap: { field: 'max_tokens', tokens: 16_384 },
    replayField: 'reasoning_content',
    promptCacheKey: false,
    images: true,
    video: false,
    price: { input: 0.95, cachedInput: 0.475, output: 4, fee: 0.05 },
    keyUrl: 'https://aigateway.sh',
  },
  // EmpirioLabs' model page: 16,384 tokens by default, which reasoning can use up; 131,072 at most. No price for cached input.
  empiriolabs: {
    label: 'EmpirioLabs',
    baseUrl: { type: 'fixed', url: 'https://api.empiriolabs.ai/v1' },
    models: ['kimi-k2-7-code'],
    contextWindow: WINDOW,
    outputCap: { field: 'max_tokens', tokens: 32_768 },
    replayField: 'reasoning_content',
    promptCacheKey: false,
    images: true,
    video: true,
    webSearch: { flag: 'tool_web_search', usdPerCall: 0.015 },
    price: { input: 0.95, cachedInput: 0.95, output: 4, fee: 0 },
    keyUrl: 'https://empiriolabs.ai',
  },
  // vLLM reads only `reasoning` in requests (vLLM #38488). Video is for the official API alone, says the model card.
  vllm: {
    label: 'vLLM',
    baseUrl: { type: 'yours', example: 'http://127.0.0.1:8000/v1' },
    models: SELF_HOSTED_MODELS,
    contextWindow: WINDOW,
    replayField: 'reasoning',
    promptCacheKey: false,
    chatTemplateKwargs: { thinking: true, preserve_thinking: true },
    leaksCalls: true,
    readsMarks: true,
    images: true,
    video: false,
  },
  // SGLang's cookbook for the model; it speaks of `reasoning_content` both ways.
  sglang: {
    label: 'SGLang',
    baseUrl: { type: 'yours', example: 'http://127.0.0.1:30000/v1' },
    models: SELF_HOSTED_MODELS,
    contextWindow: WINDOW,
    replayField: 'reasoning_content',
    promptCacheKey: false,
    chatTemplateKwargs: { thinking: true, preserve_thinking: true },
    leaksCalls: true,
    readsMarks: true,
    images: true,
    video: false,
  },
  custom: {
    label: 'Custom endpoint',
    baseUrl: { type: 'yours', example: 'https://example.com/v1' },
    models: ['kimi-k2.7-code'],
    contextWindow: WINDOW,
    promptCacheKey: false,
    leaksCalls: true,
    images: true,
    video: false,
  },
};

export function isPreset(id: string): id is PresetId {
  return Object.hasOwn(PRESETS, id);
}
