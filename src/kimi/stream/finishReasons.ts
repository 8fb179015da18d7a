/**
 * What a server means by the reason that it gives for a reply's end. `refused`: a filter stopped it. `passing`: it failed, and
 * may not the next time. `unknown`: it has a name of its own for something that is no end.
 */
export type EndKind = 'whole' | 'length' | 'refused' | 'passing' | 'unknown';

/** OpenAI's first, then names of other services that gateways pass on (Anthropic, Gemini, Cohere, Mistral, Zhipu, DeepSeek, vLLM). */
const REASONS: Record<Exclude<EndKind, 'unknown'>, readonly string[]> = {
  whole: [
    'stop',
    'tool_calls',
    'function_call',
    'tool_call',
    'tool_use',
    'end_turn',
    'stop_sequence',
    'eos',
    'eos_token',
    'complete',
  ],
  length: [
    'length',
    'max_tokens',
    'model_length',
    'max_length',
    'max_output_tokens',
    'max_completion_tokens',
    'model_context_window_exceeded',
  ],
  refused: [
    'content_filter',
    'content_filtered',
    'refusal',
    'safety',
    'sensitive',
    'recitation',
    'blocklist',
    'prohibited_content',
    'spii',
  ],
  passing: [
    'error',
    'abort',
    'aborted',
    'cancelled',
    'canceled',
    'timeout',
    'network_error',
    'server_error',
    'insufficient_system_resource',
  ],
};

/** What some servers write in every chunk before the last: no reason yet. */
const NONE = ['', 'null', 'none', 'undefined'];

/** The reason as the server wrote it; undefined where there is none yet. */
export function finishReasonIn(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const reason = value.trim();
  return NONE.includes(reason.toLowerCase()) ? undefined : reason;
}

export function endKind(reason: string): EndKind {
  const name = reason.toLowerCase();
  for (const kind of ['whole', 'length', 'refused', 'passing'] as const) {
    if (REASONS[kind].includes(name)) return kind;
  }
  return 'unknown';
}
