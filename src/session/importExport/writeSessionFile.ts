import type { BlobRef, Entry } from '../../agent/events/events.ts';
import { mediaIn } from './mediaIn.ts';
import { MEDIA_LIMIT, SESSION_FORMAT, SESSION_VERSION, type SessionFile } from './sessionFile.ts';

/** What a session's file says. `left` counts the media that are too large to go along, or no longer there. */
export async function writeSessionFile(
  title: string,
  entries: Entry[],
  read: (ref: BlobRef) => Promise<Uint8Array>,
): Promise<{ file: SessionFile; left: number }> {
  const media: Record<BlobRef, string> = {};
  let room = MEDIA_LIMIT;
  let left = 0;
  for (const ref of new Set(entries.flatMap(({ event }) => mediaIn(event)))) {
    const bytes = await read(ref).catch(() => undefined);
    if (bytes && bytes.length <= room) {
      room -= bytes.length;
      media[ref] = Buffer.from(bytes).toString('base64');
    } else {
      left += 1;
    }
  }
  return { file: { format: SESSION_FORMAT, version: SESSION_VERSION, title, entries, media }, left };
}
