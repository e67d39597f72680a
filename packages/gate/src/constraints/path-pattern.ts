import { goPathClean } from '../text/go-path.ts';
import { goPathMatch } from '../text/go-path-match.ts';
import { isAtOrBelow, pathReadings } from './path-readings.ts';

const BELOW = '/**';
const GLOB = /[*?[\\]/;

/**
 * True when a path matches a pattern of `path_allowlist` or `path_denylist`: equal, below a
 * folder written `folder/**`, or as Go's `path.Match` (gait-formats §4.6).
 */
export function matchesPath(pattern: string, path: string): boolean {
  if (pattern === '') return false;
  if (pattern === path) return true;
  if (pattern.endsWith(BELOW)) {
    const folder = pattern.slice(0, -BELOW.length);
    if (path === folder || path.startsWith(`${folder}/`)) return true;
  }
  return GLOB.test(pattern) && goPathMatch(pattern, path);
}

/** As written, when any pattern matches. */
export function matchesAnyPath(patterns: readonly string[], path: string): boolean {
  return patterns.some((pattern) => matchesPath(pattern, path));
}

/** Profile `strict`: forbidden when the path, or anything it may mean, matches. */
export function isForbidden(patterns: readonly string[], path: string): boolean {
  const readings = [path, ...pathReadings(path)];
  return readings.some((reading) =>
    patterns.some((pattern) => matchesPath(pattern, reading) || matchesCleaned(pattern, reading)),
  );
}

/** Profile `strict`: allowed when everything the path may mean matches. */
export function isAllowed(patterns: readonly string[], path: string): boolean {
  return pathReadings(path).every((reading) =>
    patterns.some((pattern) => matchesPath(pattern, reading) || matchesCleaned(pattern, reading)),
  );
}

/** `./src/**` written in a policy means the same as `src/**`. */
function matchesCleaned(pattern: string, path: string): boolean {
  if (pattern.endsWith(BELOW)) {
    const folder = pattern.slice(0, -BELOW.length);
    return folder !== '' && isAtOrBelow(path, goPathClean(folder));
  }
  return !GLOB.test(pattern) && pattern !== '' && goPathClean(pattern) === path;
}
