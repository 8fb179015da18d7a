import type { LookupAddress } from 'node:dns';
import { userAgent } from '../../agent/userAgent.ts';
import { findAddresses, type LookUp, SYSTEM_LOOK_UP } from '../../util/network/findAddresses.ts';
import { isLocalName, literalAddress } from '../../util/network/placeOfHost.ts';
import { isPublicAddress } from '../../util/network/publicAddress.ts';

/** How names become addresses, and which of them are public. */
export interface Network {
  resolve: LookUp;
  isPublic(address: string): boolean;
  /** A proxy is configured, without which this machine may reach nothing. */
  hasProxy(): boolean;
  /** Who asks, as `User-Agent`. */
  agent: string;
}

const PROXY_VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'];

export const SYSTEM_NETWORK: Network = {
  resolve: SYSTEM_LOOK_UP,
  isPublic: isPublicAddress,
  hasProxy: () => PROXY_VARIABLES.some((name) => Boolean(process.env[name])),
  agent: userAgent(),
};

/** Where a URL leads. */
export interface Destination {
  addresses: LookupAddress[];
  /** One of them at least is this machine's or its network's. */
  local: boolean;
}

/** Looks a URL's host up, once. */
export async function findDestination(url: URL, network: Network, signal: AbortSignal): Promise<Destination> {
  const addresses = await findAddresses(url.hostname, (host) => resolve(network, host), signal);
  return { addresses, local: addresses.some(({ address }) => !network.isPublic(address)) };
}

/** Whether a URL's own words say that it leads to this machine or its network; others may too. */
export function isNamedLocal(url: URL, network: Network): boolean {
  const literal = literalAddress(url.hostname);
  return literal === undefined ? isLocalName(url.hostname) : !network.isPublic(literal);
}

async function resolve(network: Network, host: string): Promise<LookupAddress[]> {
  try {
    const addresses = await network.resolve(host);
    if (addresses.length > 0) return addresses;
  } catch (error) {
    throw new Error(`The name ${host} was not found.`, { cause: error });
  }
  throw new Error(`The name ${host} has no address.`);
}
