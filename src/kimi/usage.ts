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

/** More than a request can cost, or have: what a server reports beyond it is none. */
const MAX_COST = 1000;
const MAX_COUNT = 1e9;

/**
 * `cached_tokens` stands on the top level at Moonshot, in the details elsewhere. Amounts that can be none, negative ones for
 * example, count as not reported: they would undo what the limits of a session have counted.
 */
export function readUsage(wire: WireUsage): Usage {
  const cached = amount(wire.cached_tokens ?? wire.prompt_tokens_details?.cached_tokens, MAX_COUNT);
  const reasoning = amount(wire.completion_tokens_details?.reasoning_tokens ?? wire.reasoning_tokens, MAX_COUNT);
  const cost = amount(wire.cost_usd, MAX_COST);
  const builtinCalls = Object.values(wire.tool_usage ?? {}).flatMap((count) => amount(count, MAX_COUNT) ?? []);
  return {
    prompt: amount(wire.prompt_tokens, MAX_COUNT) ?? 0,
    completion: amount(wire.completion_tokens, MAX_COUNT) ?? 0,
    ...(cached === undefined ? {} : { cached }),
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(cost === undefined ? {} : { cost: { usd: cost, by: 'provider' as const } }),
    ...(builtinCalls.length === 0 ? {} : { builtinCalls: builtinCalls.reduce((sum, count) => sum + count, 0) }),
  };
}

function amount(value: unknown, most: number): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= most ? value : undefined;
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
  const header = facts.cachedHeader === null ? undefined : amount(Number(facts.cachedHeader), usage.prompt);
  if (usage.cached === undefined && header !== undefined) usage.cached = header;
  if (usage.cost === undefined && facts.price) usage.cost = { usd: priceOf(usage, facts.price), by: 'estimate' };
  return usage;
}

/** Reasoning is billed as output (EmpirioLabs' model page); cached input is a part of the prompt. */
function priceOf(usage: Usage, price: Price): number {
  const cached = Math.min(usage.cached ?? 0, usage.prompt);
  const perMillion =
    (usage.prompt - cached) * price.input + cached * price.cachedInput + usage.completion * price.output;
  return (perMillion / 1_000_000) * (1 + price.fee);
}
