import type { Message, MessageContent } from '../../agent/contracts/model.ts';
import type { MediaPart } from '../../agent/events/events.ts';

export function mediaIn(content: MessageContent): MediaPart[] {
  return typeof content === 'string' ? [] : content.filter((part) => part.type !== 'text');
}

/** The media whose bytes an earlier part of the conversation holds already. */
export function repeatedMedia(messages: readonly Pick<Message, 'content'>[]): Set<MediaPart> {
  const seen = new Set<string>();
  const repeated = new Set<MediaPart>();
  for (const part of messages.flatMap(({ content }) => mediaIn(content))) {
    if (seen.has(part.blob)) repeated.add(part);
    seen.add(part.blob);
  }
  return repeated;
}
