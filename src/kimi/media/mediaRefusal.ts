import type { MediaRefusal } from '../../agent/contracts/media.ts';
import type { Message, MessageContent } from '../../agent/contracts/model.ts';
import type { Endpoint } from '../endpoint/endpoints.ts';
import { mediaIn, repeatedMedia } from './mediaParts.ts';
import { FILE_LIMIT_BYTES, type MediaUploads } from './mediaUploads.ts';

/** What a request has beside its messages, generously: tools, names, brackets. */
const REST_BYTES = 100_000;

/** Why the endpoint would not take these media after these messages, as far as its limits are known. */
export async function mediaRefusal(
  endpoint: Endpoint,
  sent: MediaUploads,
  messages: readonly Message[],
  addition: MessageContent,
): Promise<MediaRefusal | undefined> {
  const added = mediaIn(addition);
  const unseen = added.find(({ type }) => !(type === 'image' ? endpoint.images : endpoint.video));
  if (unseen) return { type: 'unseen', medium: unseen.type };
  for (const part of added) {
    const size = (await sent.lengthOf(part.blob)) ?? 0;
    if (size > FILE_LIMIT_BYTES) return { type: 'fileTooLarge', size, limit: FILE_LIMIT_BYTES };
  }
  const limit = endpoint.requestLimit;
  if (limit === undefined || added.length === 0) return undefined;
  let size = Buffer.byteLength(JSON.stringify([messages, addition])) + REST_BYTES;
  const whole = [...messages, { content: addition }];
  const repeated = repeatedMedia(whole);
  for (const part of whole.flatMap(({ content }) => mediaIn(content))) {
    size += await sent.sizeOf(part, repeated.has(part));
  }
  return size > limit ? { type: 'requestTooLarge', size, limit } : undefined;
}
