import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isPublicAddress } from './publicAddress.ts';

/** How names become addresses, and which of them are public. */
export interface Network {
  /** Throws where the name is unknown. */
  resolve(host: string): Promise<LookupAddress[]>;
  isPublic(address: string): boolean;
  /** A proxy is configured, without which this machine may reach nothing. */
  hasProxy(): boolean;
}

const PROXY_VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'];

export const SYSTEM_NETWORK: Network = {
  resolve: (host) => lookup(host, { all: true }),
  isPublic: isPublicAddress,
  hasProxy: () => PROXY_VARIABLES.some((name) => Boolean(process.env[name])),
};

/** Where a URL leads. */
export interface Destination {
  addresses: LookupAddress[];
  /** One of them at least is this machine's or its network's. */
  local: boolean;
}

/** Looks a URL's host up, once: what connects has to use these addresses, so that a second answer of the name service counts for nothing. */
export async function findDestination(url: URL, network: Network, signal: AbortSignal): Promise<Destination> {
  const literal = literalAddress(url);
  const addresses = literal ? [literal] : await Promise.race([resolve(network, url.hostname), rejection(signal)]);
  return { addresses, local: addresses.some(({ address }) => !network.isPublic(address)) };
}

/** Whether a URL's own words say that it leads to this machine or its network; others may too. */
export function isNamedLocal(url: URL, network: Network): boolean {
  const literal = literalAddress(url);
  if (literal) return !network.isPublic(literal.address);
  const host = url.hostname.replace(/\.$/, '');
  return !host.includes('.') || /\.(localhost|local|internal|lan|home\.arpa)$/.test(host);
}

function literalAddress({ hostname }: URL): LookupAddress | undefined {
  const address = hostname.replace(/^\[|\]$/g, '');
  const family = isIP(address);
  return family === 0 ? undefined : { address, family };
}

/** A name service that does not answer cannot be told to stop. */
function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
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
