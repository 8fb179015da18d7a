import * as z from 'zod';
import type { BlobRef, Entry } from '../../agent/events/events.ts';
import { blobRef } from '../blobRef.ts';
import { SessionError } from '../sessionError.ts';
import { ENTRY } from './entrySchema.ts';
import { SESSION_FORMAT, SESSION_VERSION } from './sessionFile.ts';

/** What a file holds that may come from anybody. */
export interface ReadSession {
  entries: Entry[];
  media: Map<BlobRef, Uint8Array>;
}

const HEAD = z.object({ format: z.literal(SESSION_FORMAT), version: z.int().positive() });

const BODY = z.object({
  entries: z.array(ENTRY),
  media: z.record(z.string(), z.string()),
});

/** Reads an exported session. Throws SessionError where the file is none, or cannot be read; `name` is what it is called. */
export function readSessionFile(bytes: Uint8Array, name: string): ReadSession {
  const value = parse(bytes);
  const head = HEAD.safeParse(value);
  if (!head.success) throw new SessionError('noExport', `${name} is no exported session.`, name);
  const { version } = head.data;
  if (version > SESSION_VERSION) throw new SessionError('newerExport', `${name} has version ${version}.`, name);
  if (version < SESSION_VERSION) throw new SessionError('olderExport', `${name} has version ${version}.`, name);
  const body = BODY.safeParse(value);
  if (!body.success) throw new SessionError('brokenExport', z.prettifyError(body.error), name);
  const media = Object.values(body.data.media).map((text) => new Uint8Array(Buffer.from(text, 'base64')));
  return { entries: body.data.entries, media: new Map(media.map((data) => [blobRef(data), data])) };
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
