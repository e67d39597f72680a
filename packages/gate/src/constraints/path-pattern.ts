import { goPathClean } from '../text/go-path.ts';
import { goPathMatch } from '../text/go-path-match.ts';
import { isAtOrBelow } from './path-readings.ts';

const BELOW = '/**';
const GLOB = /[*?[\\]/;

/** A pattern of `path_allowlist` or `path_denylist`, with everything worked out that no path changes. */
export interface PathPattern {
  readonly text: string;
  /** Of a pattern `folder/**`; undefined for any other. */
  readonly folder: string | undefined;
  readonly cleanFolder: string | undefined;
  /** The pattern cleaned; undefined when it is a glob or below a folder. */
  readonly cleanPath: string | undefined;
  readonly isGlob: boolean;
}

/** Empty patterns match nothing and are left out. */
export function pathPatterns(patterns: readonly string[]): readonly PathPattern[] {
  return patterns
    .filter((text) => text !== '')
    .map((text) => {
      const isGlob = GLOB.test(text);
      const folder = text.endsWith(BELOW) ? text.slice(0, -BELOW.length) : undefined;
      return {
        text,
        folder,
        // `./src/**` written in a policy means the same as `src/**`.
        cleanFolder: folder === undefined || folder === '' ? undefined : goPathClean(folder),
        cleanPath: isGlob ? undefined : goPathClean(text),
        isGlob,
      };
    });
}

/**
 * True when a path matches a pattern: equal, below a folder written `folder/**`, or as Go's
 * `path.Match` (gait-formats §4.6).
 */
export function matchesPath({ text, folder, isGlob }: PathPattern, path: string): boolean {
  if (text === path) return true;
  if (folder !== undefined && (path === folder || path.startsWith(`${folder}/`))) return true;
  return isGlob && goPathMatch(text, path);
}

/** As written, when any pattern matches. */
export function matchesAnyPath(patterns: readonly PathPattern[], path: string): boolean {
  return patterns.some((pattern) => matchesPath(pattern, path));
}

/**
 * Profile `strict`: forbidden when the path, or anything it may mean, matches.
 *
 * @param readings Of the path, `pathReadings`.
 */
export function isForbidden(
  patterns: readonly PathPattern[],
  path: string,
  readings: readonly string[],
): boolean {
  return (
    matchesReading(patterns, path) ||
    readings.some((each) => each !== path && matchesReading(patterns, each))
  );
}

/** Profile `strict`: allowed when everything the path may mean matches. */
export function isAllowed(patterns: readonly PathPattern[], readings: readonly string[]): boolean {
  return readings.every((reading) => matchesReading(patterns, reading));
}

function matchesReading(patterns: readonly PathPattern[], path: string): boolean {
  return patterns.some((pattern) => matchesPath(pattern, path) || matchesCleaned(pattern, path));
}

function matchesCleaned({ cleanFolder, cleanPath }: PathPattern, path: string): boolean {
  if (cleanFolder !== undefined) return isAtOrBelow(path, cleanFolder);
  return cleanPath === path;
}
