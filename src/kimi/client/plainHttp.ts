import type { LookupAddress } from 'node:dns';
import { findAddresses, type LookUp } from '../../util/network/findAddresses.ts';
import { placeOfAddress, placeOfHost } from '../../util/network/placeOfHost.ts';

/**
 * Where plain http to a URL may connect: for a name of this machine its own addresses, and in the user's own network those of its
 * addresses that the user has agreed to. Rejects where there is none, or as the look-up does.
 */
export async function plainAddresses(
  url: URL,
  agreed: readonly string[],
  lookUp: LookUp,
  signal: AbortSignal,
): Promise<LookupAddress[]> {
  const own = await ownAddresses(url, lookUp, signal);
  if (placeOfHost(url.hostname) === 'machine') return own;
  const allowed = own.filter(({ address }) => agreed.includes(address));
  if (allowed.length > 0) return allowed;
  throw notEncrypted(`Plain http to ${url.host} is not allowed at ${listed(own)}.`);
}

/** Those addresses of a URL that plain http may ever connect to. Rejects where there is none, or as the look-up does. */
export async function ownAddresses(url: URL, lookUp: LookUp, signal: AbortSignal): Promise<LookupAddress[]> {
  const place = placeOfHost(url.hostname);
  const found = await findAddresses(url.hostname, lookUp, signal);
  const own = found.filter(({ address }) => {
    const leads = placeOfAddress(address);
    return leads === 'machine' || (leads === 'network' && place === 'network');
  });
  if (own.length > 0 && place !== 'elsewhere') return own;
  throw notEncrypted(
    `Plain http is for this machine and your own network, and ${url.host} leads to ${listed(found)}. Use https.`,
  );
}

function listed(addresses: readonly LookupAddress[]): string {
  return addresses.map(({ address }) => address).join(', ') || 'no address';
}

function notEncrypted(message: string): Error {
  return Object.assign(new Error(message), { code: 'ERR_NOT_ENCRYPTED' });
}
