import type { AgentEvent } from '../../agent/events/events.ts';

/** One event that says what two neighbouring ones say; undefined when they are not deltas of the same stream. */
export function mergeDeltas(first: AgentEvent, second: AgentEvent): AgentEvent | undefined {
  switch (first.type) {
    case 'reasoning.delta':
    case 'content.delta':
      return second.type === first.type ? { type: first.type, text: first.text + second.text } : undefined;
    case 'tool.progress':
      return second.type === 'tool.progress' && second.call === first.call
        ? { ...first, text: first.text + second.text }
        : undefined;
    case 'toolCall.delta':
      // Only fragments of arguments: a second id or name would be a second call at the same index.
      return second.type === 'toolCall.delta' &&
        second.index === first.index &&
        second.id === undefined &&
        second.name === undefined
        ? { ...first, arguments: (first.arguments ?? '') + (second.arguments ?? '') }
        : undefined;
    default:
      return undefined;
  }
}
