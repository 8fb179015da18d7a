import type { AgentEvent, Attachment, BlobRef, OutputPart } from '../../agent/events/events.ts';

/** The images and videos that an event shows. */
export function mediaIn(event: AgentEvent): BlobRef[] {
  switch (event.type) {
    case 'turn.started':
    case 'prompt.steered':
      return event.prompt.attachments.flatMap((attachment) => ('blob' in attachment ? [attachment.blob] : []));
    case 'tool.finished': {
      const parts = typeof event.output === 'string' ? [] : event.output;
      const read = parts.flatMap((part) => ('blob' in part ? [part.blob] : []));
      return event.display.type === 'image' ? [...read, event.display.blob] : read;
    }
    default:
      return [];
  }
}

/** The event without the media that are not there. */
export function withoutMissing(event: AgentEvent, isThere: (blob: BlobRef) => boolean): AgentEvent {
  if (mediaIn(event).every(isThere)) return event;
  switch (event.type) {
    case 'turn.started':
    case 'prompt.steered': {
      const stays = (attachment: Attachment) => !('blob' in attachment) || isThere(attachment.blob);
      return { ...event, prompt: { ...event.prompt, attachments: event.prompt.attachments.filter(stays) } };
    }
    case 'tool.finished': {
      const kept = (part: OutputPart): OutputPart =>
        'blob' in part && !isThere(part.blob)
          ? { type: 'text', text: `(This ${part.type} is not here any more.)` }
          : part;
      return typeof event.output === 'string' ? event : { ...event, output: event.output.map(kept) };
    }
    default:
      return event;
  }
}
