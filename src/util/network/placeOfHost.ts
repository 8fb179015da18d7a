import { type BlockList, isIP, isIPv4, isIPv6 } from 'node:net';
import { lastBytes, subnets } from './subnets.ts';

/** Where an address leads: to this machine, into the user's own network, or anywhere else. */
export type Place = 'machine' | 'network' | 'elsewhere';

// A server that listens on all addresses names itself 0.0.0.0 in its log, which connects to this machine.
const machineV4 = subnets(['127.0.0.0/8', '0.0.0.0/32'], 'ipv4');
const machineV6 = subnets(['::/127'], 'ipv6');
/**
 * Private (RFC 1918) and link-local ones (RFC 3927), and the shared range (RFC 6598): overlay networks such as Tailscale give
 * their machines addresses of it, and a carrier, whose range it is otherwise, keeps its customers apart.
 */
const networkV4 = subnets(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', '100.64.0.0/10'], 'ipv4');
/** Link-local (RFC 4291) and unique-local ones (RFC 4193). */
const networkV6 = subnets(['fe80::/10', 'fc00::/7'], 'ipv6');
const mappedV4 = subnets(['::ffff:0:0/96'], 'ipv6');

/** Where an IP address leads; the zone of a link-local one may follow it. What is no address is elsewhere. */
export function placeOfAddress(address: string): Place {
  if (isIPv4(address)) return placeIn(address, 'ipv4', machineV4, networkV4);
  if (!isIPv6(address)) return 'elsewhere';
  const [plain = ''] = address.split('%');
  if (mappedV4.check(plain, 'ipv6')) return placeOfAddress(lastBytes(plain));
  return placeIn(plain, 'ipv6', machineV6, networkV6);
}

/** Where the host of a URL leads by its own words, as the URL parser writes it; where a name really leads, its look-up says. */
export function placeOfHost(hostname: string): Place {
  const address = literalAddress(hostname);
  if (address !== undefined) return placeOfAddress(address);
  if (/^(?:.*\.)?localhost\.?$/.test(hostname)) return 'machine';
  return isLocalName(hostname) ? 'network' : 'elsewhere';
}

/** Names that no public name service has: of one label, and below those that are set aside for local networks. */
export function isLocalName(hostname: string): boolean {
  const host = hostname.replace(/\.$/, '');
  return !host.includes('.') || /\.(localhost|local|internal|lan|home\.arpa)$/.test(host);
}

/** The IP address that a URL's host is, without the brackets of an IPv6 one; undefined for a name. */
export function literalAddress(hostname: string): string | undefined {
  const address = hostname.replace(/^\[|\]$/g, '');
  return isIP(address) === 0 ? undefined : address;
}

function placeIn(address: string, family: 'ipv4' | 'ipv6', machine: BlockList, network: BlockList): Place {
  if (machine.check(address, family)) return 'machine';
  return network.check(address, family) ? 'network' : 'elsewhere';
}
