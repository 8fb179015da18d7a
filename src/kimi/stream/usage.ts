import type { Usage } from '../../agent/events/events.ts';
import { estimateTokens } from '../../agent/history/estimateTokens.ts';
import { field, objectOf } from '../../util/text/json.ts';
import type { Price } from '../endpoint/presets.ts';

/** A reply's `usage`, as Moonshot and the gateways write it: nothing in it is for sure what it should be. */
export interface WireUsage {
  prompt_tokens?: unknown;
  completion_tokens?: unknown;
  cached_tokens?: unknown;
  prompt_tokens_details?: unknown;
  completion_tokens_details?: unknown;
  /** The names of OpenAI's and Anthropic's other interfaces, which gateways mix in. */
  input_tokens?: unknown;
  output_tokens?: unknown;
  /** SGLang. */
  reasoning_tokens?: unknown;
  /** EmpirioLabs: what the call cost, built-in tools included. */
  cost_usd?: unknown;
  /** EmpirioLabs: how often each built-in tool was called. */
  tool_usage?: unknown;
}

/** More than a request can cost, or have: what a server reports beyond it is none. */
const MAX_COST = 1000;
const MAX_COUNT = 1e9;

/**
 * `cached_tokens` stands on the top level at Moonshot, in the details elsewhere. Amounts may be texts. Those that can be none,
 * negative ones for example, count as not reported, which is 0 of the prompt and of the reply: they would undo what the limits
 * of a session have counted.
 */
export function readUsage(wire: WireUsage): Usage {
  const cached = count(wire.cached_tokens ?? field(wire.prompt_tokens_details, 'cached_tokens'));
  const reasoning = count(field(wire.completion_tokens_details, 'reasoning_tokens') ?? wire.reasoning_tokens);
  const cost = amount(wire.cost_usd, MAX_COST);
  const builtinCalls = Object.values(objectOf(wire.tool_usage) ?? {}).flatMap((calls) => count(calls) ?? []);
  return {
    prompt: count(wire.prompt_tokens ?? wire.input_tokens) ?? 0,
    completion: count(wire.completion_tokens ?? wire.output_tokens) ?? 0,
    ...(cached === undefined ? {} : { cached }),
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(cost === undefined ? {} : { cost: { usd: cost, by: 'provider' as const } }),
    ...(builtinCalls.length === 0 ? {} : { builtinCalls: builtinCalls.reduce((sum, calls) => sum + calls, 0) }),
  };
}

function count(value: unknown): number | undefined {
  const read = amount(value, MAX_COUNT);
  return read === undefined ? undefined : Math.round(read);
}

function amount(value: unknown, most: number): number | undefined {
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof read === 'number' && read >= 0 && read <= most ? read : undefined;
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

/** Usage with a price, and with estimates, marked so, where the endpoint reported nothing: no request has no tokens. */
export function completeUsage(reported: Usage | undefined, facts: StepFacts): Usage {
  const usage: Usage = { prompt: 0, completion: 0, ...reported };
  if (usage.prompt === 0 && facts.sent !== '') {
    usage.prompt = estimateTokens(facts.sent);
    usage.estimated = true;
  }
  if (usage.completion === 0 && facts.received !== '') {
    usage.completion = estimateTokens(facts.received);
    usage.estimated = true;
  }
  const header = amount(facts.cachedHeader, usage.prompt);
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
