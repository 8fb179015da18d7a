import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { literalAddress } from './placeOfHost.ts';

/** How a name becomes addresses. Rejects where it is unknown. */
export type LookUp = (host: string) => Promise<LookupAddress[]>;

export const SYSTEM_LOOK_UP: LookUp = (host) => lookup(host, { all: true });

/**
 * The addresses of a URL's host: what connects has to use these, so that a second answer of the name service counts for nothing.
 * Rejects as the look-up does, or with the signal's reason.
 */
export async function findAddresses(hostname: string, lookUp: LookUp, signal: AbortSignal): Promise<LookupAddress[]> {
  const address = literalAddress(hostname);
  if (address !== undefined) return [{ address, family: isIP(address) }];
  return await Promise.race([lookUp(hostname), rejection(signal)]);
}

/** A name service that does not answer cannot be told to stop. */
function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
