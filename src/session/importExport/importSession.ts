import { createSessionEvent } from '../createSessionEvent.ts';
import type { SessionParts } from '../sessionParts.ts';
import { closeImported } from './closeImported.ts';
import type { ReadSession } from './readSessionFile.ts';

/**
 * Makes a session of its own of one that was exported, and resolves with its id. What the model is told and offered in it is what
 * holds here, whatever held there.
 */
export async function importSession(parts: SessionParts, read: ReadSession): Promise<string> {
  const media = {
    readBlob: async () => new Uint8Array(),
    uploads: { read: async () => ({}), write: async () => {} },
  };
  const sees = await parts.model(media).then(
    (model) => model.sees,
    () => ({ image: false, video: false }),
  );
  const entries = closeImported(read, await createSessionEvent(parts, sees), Date.now());
  return await parts.store.add(entries, [...read.media.values()]);
}
