/** Nanoseconds of each unit of a Go duration. */
const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const PART = /([0-9]*)(?:\.([0-9]*))?(ns|us|µs|μs|ms|s|m|h)/uy;
const MAX = 0x7fff_ffff_ffff_ffffn;

/** Reads a duration as Go's `time.ParseDuration` does, such as `1h30m` or `-1.5s`; nanoseconds. */
export function parseGoDuration(text: string): bigint | undefined {
  const negative = text.startsWith('-');
  const rest = negative || text.startsWith('+') ? text.slice(1) : text;
  if (rest === '0') return 0n;
  if (rest === '' || rest.length > 1000) return undefined;
  let total = 0n;
  PART.lastIndex = 0;
  while (PART.lastIndex < rest.length) {
    const part = PART.exec(rest);
    if (part === null) return undefined;
    const [, digits = '', fraction = '', unit = ''] = part;
    if (digits === '' && fraction === '') return undefined;
    const nanos = UNITS[unit] as bigint;
    total += BigInt(digits === '' ? '0' : digits) * nanos;
    if (fraction !== '') total += fractionOf(fraction.slice(0, 18), Number(nanos));
    if (total > MAX + (negative ? 1n : 0n)) return undefined;
  }
  return negative ? -total : total;
}

/** Go calculates the fraction in floating point and cuts it off. */
function fractionOf(digits: string, nanos: number): bigint {
  return BigInt(Math.trunc(Number(digits) * (nanos / 10 ** digits.length)));
}

/** Writes nanoseconds as Go's `Duration.String()` does: `168h0m0s`, `1.5s`, `20ms`. */
export function formatGoDuration(nanos: bigint): string {
  if (nanos === 0n) return '0s';
  const sign = nanos < 0n ? '-' : '';
  const size = nanos < 0n ? -nanos : nanos;
  if (size < 1_000n) return `${sign}${size}ns`;
  if (size < 1_000_000n) return `${sign}${fixed(size, 3)}µs`;
  if (size < 1_000_000_000n) return `${sign}${fixed(size, 6)}ms`;
  const seconds = `${fixed(size % 60_000_000_000n, 9)}s`;
  const minutes = size / 60_000_000_000n;
  if (minutes === 0n) return sign + seconds;
  if (minutes < 60n) return `${sign}${minutes}m${seconds}`;
  return `${sign}${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

/** `value` divided by ten to the power of `places`, without zeros at the end. */
function fixed(value: bigint, places: number): string {
  const digits = value.toString().padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/u, '');
  const whole = digits.slice(0, -places);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
