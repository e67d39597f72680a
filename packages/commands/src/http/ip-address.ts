/**
 * The IPv4 addresses that a host may mean to the programs of the world: `0x7f.1`, `2130706433`,
 * `0177.0.0.1`. A number with a leading zero is octal to most of them and decimal to some, so
 * there may be two. Empty: it is no IPv4 address to any of them.
 *
 * @param host without brackets, percent escapes and final dots
 */
export function readIpv4(host: string): readonly number[] {
  const parts = host.split('.');
  if (parts.length > 4 || parts.some((part) => part === '' || part.length > 40)) return [];
  const octal = joinParts(parts.map((part) => readNumber(part, 8)));
  const decimal = joinParts(parts.map((part) => readNumber(part, 10)));
  return [...new Set([octal, decimal])].filter((value) => value !== undefined);
}

function readNumber(part: string, zeroBase: 8 | 10): number | undefined {
  if (/^0[xX][0-9a-fA-F]*$/.test(part)) return Number.parseInt(`0${part.slice(2)}`, 16);
  if (/^0[0-7]+$/.test(part) && zeroBase === 8) return Number.parseInt(part, 8);
  return /^[0-9]+$/.test(part) ? Number(part) : undefined;
}

/** The last number fills what the ones before it leave: `127.1`. */
function joinParts(parts: readonly (number | undefined)[]): number | undefined {
  let value = 0;
  for (const [index, part] of parts.entries()) {
    if (part === undefined) return undefined;
    const isLast = index === parts.length - 1;
    if (part > (isLast ? 256 ** (5 - parts.length) - 1 : 255)) return undefined;
    value += isLast ? part : part * 256 ** (3 - index);
  }
  return value;
}

/**
 * The IPv6 address that a host is, without brackets; undefined: it is none. A zone behind `%`
 * is left out.
 */
export function readIpv6(host: string): readonly number[] | undefined {
  const [address = ''] = host.split('%', 1);
  if (!/^[0-9a-fA-F:.]{2,45}$/.test(address) || !address.includes(':')) return undefined;
  const halves = address.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => readGroups(half ?? ''));
  if (head === undefined) return undefined;
  if (halves.length === 1) return head.length === 8 ? head : undefined;
  if (tail === undefined || head.length + tail.length > 7) return undefined;
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

function readGroups(text: string): readonly number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (part.includes('.')) {
      const [value] = /^[0-9]+(?:\.[0-9]+){3}$/.test(part) ? readIpv4(part) : [];
      if (value === undefined || index !== parts.length - 1) return undefined;
      groups.push(Math.floor(value / 65_536), value % 65_536);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

/** The IPv4 address that an IPv6 one carries: mapped, compatible, NAT64, 6to4, Teredo's server left out. */
export function carriedIpv4(groups: readonly number[]): number | undefined {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = groups;
  const last = g * 65_536 + h;
  if ((a | b | c | d) === 0 && (f === 0xff_ff || f === 0) && (e === 0 || e === 0xff_ff)) {
    return last > 1 || f === 0xff_ff || e === 0xff_ff ? last : undefined;
  }
  if (a === 0x64 && b === 0xff_9b) return last;
  return a === 0x20_02 ? b * 65_536 + c : undefined;
}
