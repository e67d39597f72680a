import { carriedIpv4, readIpv4, readIpv6 } from './ip-address.ts';

/** Where a host is. `unknown`: it is no host that all programs understand alike. */
export type HostClass = 'public' | 'unknown' | 'private' | 'loopback' | 'metadata';

/** The later, the stricter. */
const STRICTNESS: readonly HostClass[] = ['public', 'unknown', 'loopback', 'private', 'metadata'];

/** The stricter one of several classes. */
export function strictestClass(classes: readonly HostClass[]): HostClass {
  const ranks = classes.map((each) => STRICTNESS.indexOf(each));
  return STRICTNESS[Math.max(...ranks, 0)] as HostClass;
}

const METADATA_V4: ReadonlySet<string> = new Set([
  ...['169.254.169.254', '169.254.170.2', '169.254.170.23', '169.254.0.23', '169.254.10.10'],
  ...['169.254.42.42', '100.100.100.200', '192.0.0.192', '168.63.129.16'],
]);
const METADATA_V6: ReadonlySet<string> = new Set([
  ...['fd00:ec2:0:0:0:0:0:254', 'fd00:ec2:0:0:0:0:0:23', 'fd20:ce:0:0:0:0:0:254'],
  ...['fd00:42:0:0:0:0:0:42', 'fe80:0:0:0:0:a9fe:a9fe:0', 'fd00:c1:0:0:0:0:a9fe:a9fe'],
]);
const METADATA_NAMES: ReadonlySet<string> = new Set([
  ...['metadata', 'metadata.google.internal', 'metadata.goog', 'metadata.google', 'instance-data'],
  ...['instance-data.ec2.internal', 'metadata.azure.internal', 'metadata.azure.com'],
  ...['metadata.tencentyun.com', 'metadata.packet.net', 'metadata.platformequinix.com'],
  ...[
    'rancher-metadata',
    'metadata.oraclecloud.com',
    'metadata.digitalocean.com',
    'metadata.nic.cloud',
  ],
]);
const LOOPBACK_NAMES =
  /^(?:(?:.+\.)?localhost|(?:.+\.)?localhost6?\.localdomain6?|localhost[46]|ip6-(?:localhost|loopback)|(?:.+\.)?(?:localtest\.me|lvh\.me|vcap\.me|lacolhost\.com|localtest\.me|local\.gd|readme\.localtest\.me|fuf\.me|lndo\.site|ddev\.site|127-0-0-1\.org\.uk|spoofed\.burpcollaborator\.net))$/;
const PRIVATE_NAMES =
  /\.(?:internal|local|localdomain|lan|home|arpa|corp|intranet|private|test|svc|cluster|mail|domain|workgroup|ts\.net)$/;
/** Names that resolve to the address which they spell. */
const SPELLING =
  /^(.*?)\.?(?:nip\.io|sslip\.io|xip\.io|traefik\.me|backname\.io|ip\.addr\.tools|1u\.ms|rbndr\.us|cname\.sh)$/;

/**
 * Where a host is, by what it says: nothing is resolved. Every way to write an address counts
 * that some program understands: other bases, fewer parts, IPv6 around IPv4, escapes, letters
 * and dots of other scripts, dots at the end, names that spell an address.
 *
 * @param host as it stands in an address, without user, port and slashes; brackets may be there
 */
export function classifyHost(host: string): HostClass {
  if (host.length > 1024) return 'unknown';
  const plain = plainHost(host);
  if (plain === undefined || plain === '') return 'unknown';
  const v6 = readIpv6(plain);
  if (v6 !== undefined) return classifyV6(v6);
  const v4 = readIpv4(plain);
  if (v4.length > 0) return strictestClass(v4.map(classifyV4));
  if (plain.includes(':') || plain.startsWith('[')) return 'unknown';
  return classifyName(plain);
}

/**
 * One way to write a host: lower case, no brackets, escapes, compatible letters or final dots;
 * undefined when its escapes hold no text.
 */
export function plainHost(host: string): string | undefined {
  let plain = host.trim();
  if (plain.startsWith('[') && plain.endsWith(']')) return plain.slice(1, -1).toLowerCase();
  // Twice: some programs decode what another has decoded.
  for (let pass = 0; pass < 2 && plain.includes('%'); pass += 1) {
    try {
      plain = decodeURIComponent(plain);
    } catch {
      return undefined;
    }
  }
  plain = plain
    .normalize('NFKC')
    .replaceAll(/[\u3002\uFF0E\uFF61]/g, '.')
    // Characters that names lose on the way to the resolver.
    .replaceAll(
      /[\u00AD\u034F\u061C\u180B-\u180E\u200B-\u200F\u2060-\u2064\uFE00-\uFE0F\uFEFF]/g,
      '',
    )
    .toLowerCase();
  let end = plain.length;
  while (end > 0 && plain[end - 1] === '.') end -= 1;
  return plain.slice(0, end);
}

function classifyV4(value: number): HostClass {
  const [a = 0, b = 0, c = 0, d = 0] = [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);
  if (METADATA_V4.has(`${a}.${b}.${c}.${d}`)) return 'metadata';
  if (a === 127 || a === 0) return 'loopback';
  if (a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168)) return 'private';
  if (a === 169 && b === 254) return 'private';
  // Carriers' networks, protocol assignments, benchmarks, groups.
  if ((a === 100 && b >= 64 && b < 128) || (a === 198 && (b === 18 || b === 19))) return 'private';
  if ((a === 192 && b === 0 && c === 0) || (a >= 224 && a < 240)) return 'private';
  return a >= 240 ? 'unknown' : 'public';
}

function classifyV6(groups: readonly number[]): HostClass {
  const text = groups.map((group) => group.toString(16)).join(':');
  if (METADATA_V6.has(text)) return 'metadata';
  const carried = carriedIpv4(groups);
  if (carried !== undefined) return classifyV4(carried);
  if (/^(?:0:){7}[01]$/.test(text)) return 'loopback';
  const [first = 0, second = 0] = groups;
  // Unique local, link local, site local, groups.
  if ((first & 0xfe_00) === 0xfc_00 || (first & 0xff_80) === 0xfe_80 || first >= 0xff_00)
    return 'private';
  // Teredo hides the address of the other end.
  if (first === 0x20_01 && second === 0) return 'unknown';
  return (first & 0xe0_00) === 0x20_00 ? 'public' : 'unknown';
}

function classifyName(plain: string): HostClass {
  if (METADATA_NAMES.has(plain)) return 'metadata';
  if (LOOPBACK_NAMES.test(plain)) return 'loopback';
  const spelled = SPELLING.exec(plain);
  if (spelled !== null) return classifySpelled(spelled[1] ?? '');
  // `1.2.3.4.5`, `127.0.0.1x`: a name to some programs, an address to others.
  if (/(?:^|\.)(?:0x[0-9a-f]*|[0-9]+)$/.test(plain)) return 'unknown';
  if (!/^[\p{L}\p{M}\p{N}_-]+(?:\.[\p{L}\p{M}\p{N}_-]+)*$/u.test(plain)) return 'unknown';
  // A name without a dot is looked up in the network's own domain.
  if (!plain.includes('.') || PRIVATE_NAMES.test(plain)) return 'private';
  return 'public';
}

/** `10-0-0-1`, `app.10.0.0.1`, `7f000001`, `--1` (IPv6 with dashes), behind any labels. */
function classifySpelled(labels: string): HostClass {
  const found: HostClass[] = [];
  for (const match of labels.matchAll(
    /(?<![0-9])[0-9]{1,3}([.-])[0-9]{1,3}\1[0-9]{1,3}\1[0-9]{1,3}(?![0-9])/g,
  )) {
    found.push(...readIpv4(match[0].replaceAll('-', '.')).map(classifyV4));
  }
  for (const label of labels.split(/[.-]/)) {
    if (/^[0-9a-f]{8}$/.test(label)) found.push(classifyV4(Number.parseInt(label, 16)));
  }
  const last = readIpv6((labels.split('.').at(-1) ?? '').replaceAll('-', ':'));
  if (last !== undefined) found.push(classifyV6(last));
  return found.length === 0 ? 'unknown' : strictestClass(found);
}
