import { estimateTokens } from '../agent/estimateTokens.ts';
import type { Usage } from '../agent/events.ts';
import type { Price } from './presets.ts';

/** A reply's `usage`, as Moonshot and the gateways write it. */
export interface WireUsage {
  prompt_tokens?: number;
  completion_tokens?: number;
  cached_tokens?: number;
  prompt_tokens_details?: { cached_tokens?: number } | null;
  completion_tokens_details?: { reasoning_tokens?: number } | null;
  /** SGLang. */
  reasoning_tokens?: number;
  /** EmpirioLabs: what the call cost, built-in tools included. */
  cost_usd?: number;
  /** EmpirioLabs: how often each built-in tool was called. */
  tool_usage?: Record<string, unknown> | null;
}

/** `cached_tokens` stands on the top level at Moonshot, in the details elsewhere. */
export function readUsage(wire: WireUsage): Usage {
  const cached = wire.cached_tokens ?? wire.prompt_tokens_details?.cached_tokens;
  const reasoning = wire.completion_tokens_details?.reasoning_tokens ?? wire.reasoning_tokens;
  const builtinCalls = Object.values(wire.tool_usage ?? {}).filter((count) => typeof count === 'number');
  return {
    prompt: wire.prompt_tokens ?? 0,
    completion: wire.completion_tokens ?? 0,
    ...(cached === undefined ? {} : { cached }),
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(wire.cost_usd === undefined ? {} : { cost: { usd: wire.cost_usd, by: 'provider' as const } }),
    ...(builtinCalls.length === 0 ? {} : { builtinCalls: builtinCalls.reduce((sum, count) => sum + count, 0) }),
  };
}

/** What is known of a step beside the usage that its reply reported. */
export interface StepFacts {
  price: Price | undefined;
  /** AIgateway's header `X-Cached-Input-Units`. */
  cachedHeader: string | null;
  /** The request, and everything that the reply streamed: what tokens are estimated from where none were reported. */
  sent: string;
  received: string;
}

/** Usage with a price, and with estimates, marked so, where the endpoint reported nothing. */
export function completeUsage(reported: Usage | undefined, facts: StepFacts): Usage {
  const usage: Usage = reported ?? {
    prompt: estimateTokens(facts.sent),
    completion: estimateTokens(facts.received),
    estimated: true,
  };
  const header = Number(facts.cachedHeader);
  if (usage.cached === undefined && facts.cachedHeader !== null && Number.isFinite(header)) usage.cached = header;
  if (usage.cost === undefined && facts.price) usage.cost = { usd: priceOf(usage, facts.price), by: 'estimate' };
  return usage;
}

/** Reasoning is billed as output (EmpirioLabs' model page); cached input is a part of the prompt. */
function priceOf(usage: Usage, price: Price): number {
  const cached = usage.cached ?? 0;
  const perMillion =
    (usage.prompt - cached) * price.input + cached * price.cachedInput + usage.completion * price.output;
  return (perMillion / 1_000_000) * (1 + price.fee);
}
