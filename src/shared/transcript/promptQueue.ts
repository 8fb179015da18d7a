import type { AgentEvent, Prompt } from '../../agent/events/events.ts';

/** A prompt that waits while a turn runs. */
export interface QueuedPrompt {
  id: string;
  prompt: Prompt;
  /** It does not wait for the turn's end: the running turn's next step reads it. */
  steers: boolean;
}

/** The prompts that wait after an event; the same list where it says nothing of them. */
export function queueAfter(queue: QueuedPrompt[], event: AgentEvent): QueuedPrompt[] {
  switch (event.type) {
    case 'prompt.queued': {
      const { id, prompt, steers } = event;
      const place = queue.findIndex((queued) => queued.id === id);
      return place < 0 ? [...queue, { id, prompt, steers }] : queue.with(place, { id, prompt, steers });
    }
    case 'prompt.unqueued':
    case 'prompt.steered':
      return queue.filter(({ id }) => id !== event.id);
    case 'turn.started':
      return event.queued === undefined ? queue : queue.filter(({ id }) => id !== event.queued);
    case 'turn.finished':
      // No step follows that could read them.
      return queue.some(({ steers }) => steers) ? queue.map((queued) => ({ ...queued, steers: false })) : queue;
    default:
      return queue;
  }
}
