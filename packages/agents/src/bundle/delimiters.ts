import { trimSpace } from '@gait/canon';

/**
 * The lines between which a file stands in a bundle, as the reference writes and reads them
 * (krci-ai.md, bundle and unbundle).
 */
export const START_PREFIX = '==== FILE: ';
export const START_SUFFIX = ' ====';
export const END_LINE = '==== END FILE ====';

/** The line before a file. */
export function startLine(path: string): string {
  return `${START_PREFIX}${path}${START_SUFFIX}`;
}

/** The path in a line before a file; undefined where the line is no such line. */
export function pathInStart(line: string): string | undefined {
  // Longer than both: in `==== FILE: ====` they share a blank.
  const longEnough = line.length >= START_PREFIX.length + START_SUFFIX.length;
  return longEnough && line.startsWith(START_PREFIX) && line.endsWith(START_SUFFIX)
    ? line.slice(START_PREFIX.length, -START_SUFFIX.length)
    : undefined;
}

/** Whether a line ends a file. White space around it does not count. */
export function isEndLine(line: string): boolean {
  return trimSpace(line) === END_LINE;
}

/**
 * Whether any reader could take a line of a file's content for one of the lines around it. Wider
 * than what readers do: what is quoted for nothing costs a character.
 */
export function looksLikeDelimiter(line: string): boolean {
  const bare = trimSpace(line);
  return bare === END_LINE || (bare.startsWith('==== FILE:') && bare.endsWith('===='));
}
