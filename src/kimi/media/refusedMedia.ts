import type { Message } from '../../agent/contracts/model.ts';
import type { BlobRef, Failure } from '../../agent/events/events.ts';
import { mediaIn } from './mediaParts.ts';

/** What servers say of media that they cannot read or do not take: Moonshot, vLLM and SGLang (which pass Pillow's words on). */
const OF_MEDIA = /\b(?:images?|videos?|pictures?|media|multi-?modal|pil|base64)\b|image_url|video_url|data:? ur[il]/i;

/** A field of a tool may be called so too. */
const OF_TOOLS = /\bschema\b|\btools?\.|function name/i;

/** Whether an endpoint refused a request because of what it shows. OpenRouter says 404, servers in Python 422 or 500. */
export function saysMediaAreRefused({ code, status, detail }: Failure): boolean {
  const refused = code === 'badRequest' || (status !== undefined && [400, 404, 415, 422, 500].includes(status));
  const otherwise = code === 'contextOverflow' || code === 'tooLarge' || code === 'contentFilter';
  return refused && !otherwise && OF_MEDIA.test(detail) && !OF_TOOLS.test(detail);
}

/**
 * Of the media that went out, those that were likely refused: what came since the model's last reply, which answered to all that
 * was there before; where nothing did, all of them, since another endpoint may have taken them.
 */
export function suspectsOf(messages: readonly Message[], withheld: ReadonlySet<BlobRef>): BlobRef[] {
  const last = messages.findLastIndex(({ role }) => role === 'assistant');
  const sentOf = (some: readonly Message[]) => [
    ...new Set(some.flatMap(({ content }) => mediaIn(content).map(({ blob }) => blob))),
  ];
  const fresh = sentOf(messages.slice(last + 1)).filter((blob) => !withheld.has(blob));
  return fresh.length > 0 ? fresh : sentOf(messages).filter((blob) => !withheld.has(blob));
}
