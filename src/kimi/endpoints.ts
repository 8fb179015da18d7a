/** The ways to reach the model that are known by name. */
export type PresetId = 'moonshot' | 'moonshot-cn' | 'custom';

export interface Preset {
  /** As people know it. */
  label: string;
  /** With the `/v1`; undefined where the person gives it. */
  baseUrl: string | undefined;
  model: string;
  /** Tokens. */
  contextWindow: number;
  /** The endpoint takes `prompt_cache_key`, which keeps a session on the servers that hold its prefix. */
  promptCacheKey: boolean;
  /** Where a person makes a key. */
  keyUrl: string | undefined;
}

/** Base URLs and models: Moonshot's quickstart for kimi-k2.7-code and its chat API reference. Keys of .ai and .cn differ. */
export const PRESETS: Record<PresetId, Preset> = {
  moonshot: {
    label: 'Moonshot',
    baseUrl: 'https://api.moonshot.ai/v1',
    model: 'kimi-k2.7-code',
    contextWindow: 262_144,
    promptCacheKey: true,
    keyUrl: 'https://platform.kimi.ai/console/api-keys',
  },
  'moonshot-cn': {
    label: 'Moonshot (China)',
    baseUrl: 'https://api.moonshot.cn/v1',
    model: 'kimi-k2.7-code',
    contextWindow: 262_144,
    promptCacheKey: true,
    keyUrl: 'https://platform.moonshot.cn/console/api-keys',
  },
  custom: {
    label: 'Custom endpoint',
    baseUrl: undefined,
    model: 'kimi-k2.7-code',
    contextWindow: 262_144,
    promptCacheKey: false,
    keyUrl: undefined,
  },
};

/** The model that the bundled simulator serves: its answers are scripted, and the panel says so. */
export const SIMULATOR_MODEL = 'scripted-simulator';

export interface Endpoint {
  preset: PresetId;
  label: string;
  baseUrl: string;
  /** Scheme, host and port: what a key is bound to. */
  origin: string;
  model: string;
  contextWindow: number;
  promptCacheKey: boolean;
  keyUrl: string | undefined;
  /** On this machine: needs no key and gets none. */
  loopback: boolean;
}

export interface EndpointSettings {
  endpoint: string;
  baseUrl: string;
  model: string;
}

export type EndpointProblem = 'unknownPreset' | 'noBaseUrl' | 'badBaseUrl' | 'plainHttp';

/** The endpoint that the settings describe, or what is wrong with them. */
export function resolveEndpoint(settings: EndpointSettings): Endpoint | { problem: EndpointProblem } {
  const id = settings.endpoint;
  if (!isPreset(id)) return { problem: 'unknownPreset' };
  const preset = PRESETS[id];
  const baseUrl = (preset.baseUrl ?? settings.baseUrl).trim().replace(/\/+$/, '');
  if (baseUrl === '') return { problem: 'noBaseUrl' };
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '' || url.hash !== '') {
    return { problem: 'badBaseUrl' };
  }
  const loopback = isLoopback(url.hostname);
  if (url.protocol === 'http:' && !loopback) return { problem: 'plainHttp' };
  return {
    preset: id,
    label: preset.label,
    baseUrl,
    origin: url.origin,
    model: settings.model.trim() || preset.model,
    contextWindow: preset.contextWindow,
    promptCacheKey: preset.promptCacheKey,
    keyUrl: preset.keyUrl,
    loopback,
  };
}

function isPreset(id: string): id is PresetId {
  return Object.hasOwn(PRESETS, id);
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
