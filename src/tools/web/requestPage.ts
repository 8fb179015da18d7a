import type { LookupAddress } from 'node:dns';
import type { IncomingMessage } from 'node:http';
import { pinnedRequest } from '../../util/network/pinnedRequest.ts';
import { decompressed } from '../../util/system/decompressed.ts';

/** Of a page, decompressed; what is beyond is left out. */
export const MAX_PAGE_BYTES = 5_000_000;

export type Reply =
  | { type: 'redirect'; to: URL }
  | { type: 'page'; status: number; contentType: string; body: Uint8Array; truncated: boolean };

/**
 * Makes one GET request, to one of these addresses and no other, and follows nothing. No cookies and no credentials are sent.
 */
export async function requestPage(
  url: URL,
  addresses: readonly LookupAddress[],
  agent: string,
  signal: AbortSignal,
): Promise<Reply> {
  const response = await open(url, addresses, agent, signal);
  try {
    const status = response.statusCode ?? 0;
    const { location } = response.headers;
    if (status >= 300 && status < 400 && location !== undefined)
      return { type: 'redirect', to: new URL(location, url) };
    const contentType = response.headers['content-type'] ?? '';
    return { type: 'page', status, contentType, ...(await readBody(response)) };
  } finally {
    response.destroy();
  }
}

function open(
  url: URL,
  addresses: readonly LookupAddress[],
  agent: string,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const sent = pinnedRequest(url, addresses, {
    signal,
    headers: {
      accept: 'text/html,text/markdown;q=0.9,text/plain;q=0.8,*/*;q=0.5',
      'accept-encoding': 'gzip, deflate, br',
      'user-agent': agent,
    },
  });
  return new Promise((resolve, reject) => {
    sent.on('response', resolve);
    sent.on('error', reject);
    sent.end();
  });
}

async function readBody(response: IncomingMessage): Promise<{ body: Uint8Array; truncated: boolean }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of decompressed(response)) {
    if (!Buffer.isBuffer(chunk)) continue;
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_PAGE_BYTES) break;
  }
  return { body: Buffer.concat(chunks).subarray(0, MAX_PAGE_BYTES), truncated: bytes > MAX_PAGE_BYTES };
}
