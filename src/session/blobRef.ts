import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { BlobRef } from '../agent/events/events.ts';

/** What bytes are called where they are kept: two files hold the same when these are the same. */
export function blobRef(bytes: Uint8Array): BlobRef {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The same of a file that need not fit into memory. */
export async function blobNameOfFile(file: string): Promise<BlobRef> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

export function isBlobName(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/** Kept bytes are not those that they are named for. */
export class DamagedBlob extends Error {
  constructor(ref: BlobRef) {
    super(`What the session kept as ${ref} is damaged.`);
  }
}
