/** A time zone of the IANA database. */
export interface TimeZone {
  /** Seconds east of UTC at an instant, in milliseconds since 1970. */
  readonly offsetAt: (epochMillis: number) => number;
}

const UTC: TimeZone = { offsetAt: () => 0 };

/** `Area/Place` as the database spells it: the runtime would take `europe/berlin` and `+01:00`. */
const ZONE_NAME = /^[A-Z][A-Za-z0-9_+-]*(?:\/[A-Z][A-Za-z0-9_+-]*)*$/;

/**
 * Finds a zone by its exact IANA name; undefined when there is none. `Local` is none: a decision
 * may not depend on the machine's clock settings.
 */
export function findTimeZone(name: string): TimeZone | undefined {
  if (name === '' || name === 'UTC') return UTC;
  if (!ZONE_NAME.test(name)) return undefined;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'iso8601',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
  const found = format.resolvedOptions().timeZone;
  const misspelt = found !== name && found.toLowerCase() === name.toLowerCase();
  return misspelt ? undefined : { offsetAt: (millis) => offsetIn(format, millis) };
}

function offsetIn(format: Intl.DateTimeFormat, millis: number): number {
  const whole = Math.floor(millis / 1000) * 1000;
  const parts: Record<string, number> = {};
  let beforeChrist = false;
  for (const { type, value } of format.formatToParts(whole)) {
    if (type === 'era') beforeChrist = value.startsWith('B');
    else if (type !== 'literal') parts[type] = Number(value);
  }
  const year = beforeChrist ? 1 - (parts['year'] ?? 0) : (parts['year'] ?? 0);
  const local = new Date(0);
  local.setUTCFullYear(year, (parts['month'] ?? 1) - 1, parts['day'] ?? 1);
  local.setUTCHours(parts['hour'] ?? 0, parts['minute'] ?? 0, parts['second'] ?? 0);
  return (local.getTime() - whole) / 1000;
}
