import type { BlobRef, Entry } from '../../agent/events/events.ts';

export const SESSION_FORMAT = 'ask-kimi-conversation';

/** Version 1 held what the panel draws, and no log. */
export const SESSION_VERSION = 2;

/** Bytes of a file that is imported. */
export const SESSION_FILE_LIMIT = 128_000_000;

/** Bytes of media that go along with an export: as Base64 they stay below what is imported again. */
export const MEDIA_LIMIT = 64_000_000;

/** A session as a file that leaves this machine. */
export interface SessionFile {
  format: typeof SESSION_FORMAT;
  version: number;
  title: string;
  /** Without what is of use on this machine only: see exportableEntries. */
  entries: Entry[];
  /** Images and videos, as Base64. */
  media: Record<BlobRef, string>;
}
