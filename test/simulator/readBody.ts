import type { IncomingMessage } from 'node:http';

/** The body of a request, or nothing when it is longer than `limit` bytes; it is read to its end all the same. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > limit) chunks.length = 0;
    else chunks.push(chunk);
  }
  return length > limit ? undefined : Buffer.concat(chunks);
}
