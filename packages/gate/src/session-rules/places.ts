import { sha256Hex, toLower } from '@gait/canon';
import { isAtOrBelow, pathReadings } from '../constraints/path-readings.ts';
import type { Target } from '../intent/intent-record.ts';
import { clean } from '../text/clean-text.ts';

/**
 * Where data can be put and fetched again: paths as they are after cleaning, absolute where the
 * workspace is, in lower case because some file systems do not tell cases apart; of everything
 * else its kind with a digest, because addresses may hold secrets. Sorted by no order.
 */
export function placesOf(target: Target, workspace: string): readonly string[] {
  if (target.kind === 'path') {
    const path = clean(target.value);
    const whole = path.startsWith('/') || path.startsWith('\\') ? path : `${workspace}/${path}`;
    return pathReadings(whole).map((reading) => `path:${toLower(reading)}`);
  }
  const places = [`${target.kind}:${sha256Hex(clean(target.value)).slice(0, 32)}`];
  const domain = toLower(clean(target.endpoint_domain));
  if (domain !== '') places.push(`domain:${domain}`);
  return places;
}

/** True when fetching from one may give what was put into the other: the same, or a folder above. */
export function reaches(one: string, other: string): boolean {
  if (one === other) return true;
  if (!one.startsWith('path:') || !other.startsWith('path:')) return false;
  const [left, right] = [one.slice(5), other.slice(5)];
  // A path that starts at a folder nobody named may be anywhere.
  return isAtOrBelow(left, right) || isAtOrBelow(right, left);
}
