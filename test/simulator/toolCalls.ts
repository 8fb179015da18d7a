import type { ScriptedToolCall } from './scenario.ts';

/** The shape of the ids that a live kimi-k2.7-code gave: `ping_0` (vercel/ai moonshotai). */
export function callId(call: ScriptedToolCall, index: number): string {
  return call.id ?? `${call.name}_${index}`;
}

export function argumentsText(call: ScriptedToolCall): string {
  return typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments);
}
