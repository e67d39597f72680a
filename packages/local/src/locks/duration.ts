const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  '\u00b5s': 1e-3, // micro sign
  '\u03bcs': 1e-3, // Greek mu
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

const PART = /([0-9]*)(?:\.([0-9]*))?(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/uy;
/** Durations are 64-bit nanoseconds in the reference: about 292 years. */
const LARGEST_MS = 9_223_372_036_854.775;

/**
 * Reads a duration in the reference's spelling: `300ms`, `-1.5h`, `2h45m`, `0`.
 *
 * @returns Milliseconds with a fraction, or undefined when the text is no duration.
 */
export function parseDuration(text: string): number | undefined {
  const negative = text.startsWith('-');
  const rest = negative || text.startsWith('+') ? text.slice(1) : text;
  if (rest === '0') return 0;
  if (rest === '') return undefined;
  let total = 0;
  PART.lastIndex = 0;
  while (PART.lastIndex < rest.length) {
    const part = PART.exec(rest);
    if (part === null) return undefined;
    const [, whole = '', fraction = '', unit = ''] = part;
    if (whole === '' && fraction === '') return undefined;
    total +=
      Number(`${whole === '' ? '0' : whole}.${fraction === '' ? '0' : fraction}`) *
      (UNITS[unit] ?? 0);
  }
  if (total > LARGEST_MS) return undefined;
  return negative ? -total : total;
}
