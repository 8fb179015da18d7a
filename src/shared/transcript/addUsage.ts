import type { Usage } from '../../agent/events/events.ts';

/** A sum is as sure as its least sure part. */
export function addUsage(total: Usage, usage: Usage): Usage {
  const estimated = total.estimated || usage.estimated;
  return {
    prompt: total.prompt + usage.prompt,
    completion: total.completion + usage.completion,
    cached: (total.cached ?? 0) + (usage.cached ?? 0),
    reasoning: (total.reasoning ?? 0) + (usage.reasoning ?? 0),
    builtinCalls: (total.builtinCalls ?? 0) + (usage.builtinCalls ?? 0),
    ...(estimated ? { estimated } : {}),
    ...(total.cost || usage.cost ? { cost: addCost(total.cost, usage.cost) } : {}),
  };
}

function addCost(total: Usage['cost'], cost: Usage['cost']): NonNullable<Usage['cost']> {
  const guessed = total?.by === 'estimate' || cost?.by === 'estimate';
  return { usd: (total?.usd ?? 0) + (cost?.usd ?? 0), by: guessed ? 'estimate' : 'provider' };
}
