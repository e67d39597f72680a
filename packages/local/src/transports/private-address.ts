import { BlockList, isIP } from 'node:net';

/** Networks that are not the public internet: IANA special-purpose registries, IPv4 and IPv6. */
const SPECIAL: readonly (readonly [network: string, bits: number, family: 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.88.99.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 127, 'ipv6'],
  // Addresses that carry an IPv4 address inside: mapped, translated, 6to4, Teredo.
  ['::ffff:0:0', 96, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['64:ff9b:1::', 48, 'ipv6'],
  ['100::', 64, 'ipv6'],
  ['2001::', 23, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 9, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
];

/** One list for each family: a common one takes every IPv4 address for a mapped one. */
const LISTS = new Map<'ipv4' | 'ipv6', BlockList>();

/** True for an address that is not of the public internet, and for what is no address. */
export function isPrivateAddress(address: string): boolean {
  const plain = address.replace(/^\[|\]$/gu, '').replace(/%.*$/u, '');
  const family = isIP(plain);
  if (family === 0) return true;
  return listOf(family === 4 ? 'ipv4' : 'ipv6').check(plain, family === 4 ? 'ipv4' : 'ipv6');
}

function listOf(family: 'ipv4' | 'ipv6'): BlockList {
  const known = LISTS.get(family);
  if (known !== undefined) return known;
  const list = new BlockList();
  for (const [network, bits, kind] of SPECIAL) {
    if (kind === family) list.addSubnet(network, bits, kind);
  }
  LISTS.set(family, list);
  return list;
}
