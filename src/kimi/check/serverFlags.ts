import type { Endpoint } from '../endpoint/endpoints.ts';
import type { PresetId } from '../endpoint/presets.ts';
import type { Finding, Probe } from './findings.ts';

/** Flags that a self-hosted server was likely started without. */
export interface ServerFlags {
  server: 'vLLM' | 'SGLang';
  flags: string;
}

type Need = 'reasoning' | 'tools' | 'images' | 'cacheReport' | 'contextWindow' | 'modelName';

/**
 * Parsers and remote code: Moonshot's deployment guide for Kimi K2.5. The others: vLLM's `vllm serve` reference ("auto" tool
 * choice is refused without its flag, vLLM #9986; cached tokens are reported with --enable-prompt-tokens-details only) and
 * SGLang's server arguments.
 */
const FLAGS: Record<ServerFlags['server'], (endpoint: Endpoint) => Record<Need, string>> = {
  vLLM: ({ model, contextWindow }) => ({
    reasoning: '--reasoning-parser kimi_k2',
    tools: '--enable-auto-tool-choice --tool-call-parser kimi_k2',
    images: `--trust-remote-code --limit-mm-per-prompt '{"image": 16}'`,
    cacheReport: '--enable-prompt-tokens-details',
    contextWindow: `--max-model-len ${contextWindow}`,
    modelName: `--served-model-name ${model}`,
  }),
  SGLang: ({ model, contextWindow }) => ({
    reasoning: '--reasoning-parser kimi_k2',
    tools: '--tool-call-parser kimi_k2',
    images: '--trust-remote-code --enable-multimodal',
    cacheReport: '--enable-cache-report',
    contextWindow: `--context-length ${contextWindow}`,
    modelName: `--served-model-name ${model}`,
  }),
};

/** A custom endpoint may be either. */
const SERVERS: Partial<Record<PresetId, readonly ServerFlags['server'][]>> = {
  vllm: ['vLLM'],
  sglang: ['SGLang'],
  custom: ['vLLM', 'SGLang'],
};

/** Empty for what no flag mends, and for services that a user cannot start differently. */
export function missingFlags(endpoint: Endpoint, probe: Probe, finding: Finding): ServerFlags[] {
  const need = needOf(probe, finding);
  if (need === undefined) return [];
  return (SERVERS[endpoint.preset] ?? []).map((server) => ({ server, flags: FLAGS[server](endpoint)[need] }));
}

function needOf(probe: Probe, finding: Finding): Need | undefined {
  switch (finding.type) {
    case 'reasoningInContent':
    case 'noReasoning':
      return 'reasoning';
    case 'callsLeaked':
    case 'callMarkersInText':
    case 'noToolCall':
      return 'tools';
    case 'cacheNotReported':
      return 'cacheReport';
    case 'modelNotListed':
      return 'modelName';
    case 'mediaNotSeen':
      return probe === 'image' ? 'images' : undefined;
    case 'contextWindow':
      return finding.tokens < finding.assumed ? 'contextWindow' : undefined;
    case 'failed':
      return needOfRefusal(probe, finding.failure.code);
    default:
      return undefined;
  }
}

/** A refusal of the request itself: what passes, and what a user has to mend elsewhere, has nothing to do with flags. */
function needOfRefusal(probe: Probe, code: string): Need | undefined {
  if (code === 'modelNotFound') return 'modelName';
  if (code !== 'badRequest' && code !== 'serverError') return undefined;
  if (probe === 'toolCall') return 'tools';
  return probe === 'image' ? 'images' : undefined;
}
