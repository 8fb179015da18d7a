import { isIPv4, isIPv6 } from 'node:net';
import { lastBytes, subnets } from './subnets.ts';

/** What of IPv4 is not on the public internet (IANA special-purpose registry), or serves a cloud's own machines. */
const SPECIAL_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // Azure's metadata and DNS, on every one of its machines.
  '168.63.129.16/32',
];
/** Of IPv6, only this part is handed out for the public internet (RFC 4291), and of it not these. */
const GLOBAL_V6 = '2000::/3';
const SPECIAL_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];
/** Addresses that stand for IPv4 ones, by their last 32 bits: mapped (RFC 4291) and NAT64 (RFC 6052). */
const EMBEDDED_V4 = ['::ffff:0:0/96', '64:ff9b::/96'];

const specialV4 = subnets(SPECIAL_V4, 'ipv4');
const globalV6 = subnets([GLOBAL_V6], 'ipv6');
const specialV6 = subnets(SPECIAL_V6, 'ipv6');
const embeddedV4 = subnets(EMBEDDED_V4, 'ipv6');

/** Whether an IP address is one of the public internet. What is no address is not. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !specialV4.check(address, 'ipv4');
  if (!isIPv6(address) || address.includes('%')) return false;
  if (embeddedV4.check(address, 'ipv6')) return isPublicAddress(lastBytes(address));
  return globalV6.check(address, 'ipv6') && !specialV6.check(address, 'ipv6');
}
