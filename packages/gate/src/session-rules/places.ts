import { sha256Hex, toLower } from '@gait/canon';
import { isAtOrBelow, pathReadings } from '../constraints/path-readings.ts';
import type { Target } from '../intent/intent-record.ts';
import { clean } from '../text/clean-text.ts';

/** What a shell or a tool puts something else in the place of; a path means what stands before. */
const FILLED_IN = /[*?[{$%`]/u;
const FILE_URL = /^file:(?:\/\/[^/]*)?(?=\/)/iu;

/**
 * Where data can be put and fetched again: paths as they are after cleaning, absolute where the
 * workspace is, in lower case because some file systems do not tell cases apart; of everything
 * else its kind with a digest, because addresses may hold secrets.
 */
export function placesOf(target: Target, workspace: string): readonly string[] {
  const value = clean(target.value);
  if (target.kind === 'path') return pathPlaces(value, workspace);
  if (FILE_URL.test(value)) return pathPlaces(value.replace(FILE_URL, ''), workspace);
  const places = [`${target.kind}:${sha256Hex(toLower(value)).slice(0, 32)}`];
  const domain = toLower(clean(target.endpoint_domain || (target.kind === 'host' ? value : '')));
  if (domain !== '') places.push(`domain:${domain}`);
  return places;
}

function pathPlaces(path: string, workspace: string): readonly string[] {
  // A folder that the shell knows may be anywhere.
  if (/^[~$%`]/u.test(path)) return ['path:/'];
  const whole = path.startsWith('/') || path.startsWith('\\') ? path : `${workspace}/${path}`;
  return pathReadings(whole).map((reading) => `path:${toLower(knownPart(reading))}`);
}

function knownPart(path: string): string {
  if (!FILLED_IN.test(path)) return path;
  const parts = path.split('/');
  const known = parts.slice(
    0,
    parts.findIndex((part) => FILLED_IN.test(part)),
  );
  return known.join('/') || '/';
}

/** True when fetching from one may give what was put into the other: the same, or a folder above. */
export function reaches(one: string, other: string): boolean {
  if (one === other) return true;
  if (!one.startsWith('path:') || !other.startsWith('path:')) return false;
  const [left, right] = [one.slice(5), other.slice(5)];
  return isAtOrBelow(left, right) || isAtOrBelow(right, left);
}
