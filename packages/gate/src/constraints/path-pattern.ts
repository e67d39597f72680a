import { goPathClean } from '../text/go-path.ts';
import { goPathMatch } from '../text/go-path-match.ts';
import type { PathForms } from './path-forms.ts';
import { isAtOrBelow } from './path-readings.ts';

const BELOW = '/**';
/** Anything inside the workspace. */
const INSIDE = './**';
const ANYWHERE = /^\*\*\/[^/]/u;
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
  /** What stands behind two stars and a slash at the start; undefined for any other pattern. */
  readonly anywhere: PathPattern | undefined;
  /** Text that every path it matches holds; long lists are mostly decided by it. */
  readonly literal: string;
}

/** Empty patterns match nothing and are left out. */
export function pathPatterns(patterns: readonly string[]): readonly PathPattern[] {
  return patterns.filter((text) => text !== '').map(patternOf);
}

function patternOf(text: string): PathPattern {
  const isGlob = GLOB.test(text);
  const folder = text.endsWith(BELOW) ? text.slice(0, -BELOW.length) : undefined;
  return {
    text,
    folder,
    // `./src/**` written in a policy means the same as `src/**`.
    cleanFolder: folder === undefined || folder === '' ? undefined : goPathClean(folder),
    cleanPath: isGlob ? undefined : goPathClean(text),
    isGlob,
    anywhere: ANYWHERE.test(text) ? patternOf(text.slice(3)) : undefined,
    literal: literalOf(text),
  };
}

function literalOf(text: string): string {
  const named = text.replace(/^(?:\*\*\/)+/u, '');
  const plain = named.endsWith(BELOW) ? named.slice(0, -BELOW.length) : named;
  // What is written in a set, behind a backslash or not cleaned need not stand in the path.
  if (/[[\\]/u.test(plain) || goPathClean(plain) !== plain) return '';
  return plain
    .split(/[*?]+/u)
    .reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}

/**
 * True when a path matches a pattern: equal, below a folder written `folder/**`, or as Go's
 * `path.Match` (gait-formats §4.6).
 */
export function matchesPath({ text, folder, isGlob, literal }: PathPattern, path: string): boolean {
  if (text === path) return true;
  if (!path.includes(literal)) return false;
  if (folder !== undefined && (path === folder || path.startsWith(`${folder}/`))) return true;
  return isGlob && goPathMatch(text, path);
}

/** As written, when any pattern matches. */
export function matchesAnyPath(patterns: readonly PathPattern[], path: string): boolean {
  return patterns.some((pattern) => matchesPath(pattern, path));
}

/**
 * Profile `strict`: forbidden when the path, or anything it may mean, matches in any form.
 *
 * @param readings Of the path, `pathForms`.
 */
export function isForbidden(
  patterns: readonly PathPattern[],
  path: string,
  readings: readonly PathForms[],
): boolean {
  return patterns.some(
    (pattern) =>
      forbidsForm(pattern, path) ||
      readings.some(({ all, inside }) =>
        pattern.text === INSIDE
          ? inside
          : all.some((form) => form !== path && forbidsForm(pattern, form)),
      ),
  );
}

function forbidsForm(pattern: PathPattern, path: string): boolean {
  if (pattern.text === INSIDE || !path.includes(pattern.literal)) return false;
  return matchesForm(pattern, path) || isBelowGlob(pattern, path) || isAnywhere(pattern, path);
}

/** A name behind two stars is meant in whatever folder it is. */
function isAnywhere({ anywhere }: PathPattern, path: string): boolean {
  if (anywhere === undefined) return false;
  for (let start = 0; ; start++) {
    if (forbidsForm(anywhere, path.slice(start))) return true;
    start = path.indexOf('/', start);
    if (start < 0) return false;
  }
}

/** Of a pattern such as `x?/.ssh/**` all that lies below is meant, not one level. */
function isBelowGlob({ folder, isGlob }: PathPattern, path: string): boolean {
  if (folder === undefined || !isGlob || !GLOB.test(folder)) return false;
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    if (goPathMatch(folder, path.slice(0, end))) return true;
  }
  return false;
}

/** Profile `strict`: allowed when everything the path may mean matches in one of its forms. */
export function isAllowed(
  patterns: readonly PathPattern[],
  readings: readonly PathForms[],
): boolean {
  return readings.every((reading) => patterns.some((pattern) => allowsReading(pattern, reading)));
}

function allowsReading(pattern: PathPattern, { all, inside, elsewhere }: PathForms): boolean {
  if (pattern.text === INSIDE) return inside;
  // `*` and what begins with it is about two names, not about `../secret` or `C:/secret`.
  if (elsewhere && /^[*?[]/u.test(pattern.text)) return false;
  return all.some((form) => matchesForm(pattern, form));
}

function matchesForm(pattern: PathPattern, path: string): boolean {
  return matchesPath(pattern, path) || matchesCleaned(pattern, path);
}

function matchesCleaned({ cleanFolder, cleanPath }: PathPattern, path: string): boolean {
  if (cleanFolder !== undefined) return isAtOrBelow(path, cleanFolder);
  return cleanPath === path;
}
