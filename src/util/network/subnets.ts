import { BlockList, type IPVersion } from 'node:net';

/** A list of ranges of addresses, each as `10.0.0.0/8`. */
export function subnets(ranges: readonly string[], family: IPVersion): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', bits] = range.split('/');
    list.addSubnet(network, Number(bits), family);
  }
  return list;
}

/** The last 32 bits of an IPv6 address, as IPv4. */
export function lastBytes(address: string): string {
  // The URL parser writes an address in one way, with hexadecimal groups alone.
  const groups = new URL(`http://[${address}]`).hostname.slice(1, -1).split(':');
  const [high = 0, low = 0] = groups.slice(-2).map((group) => Number.parseInt(group || '0', 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
