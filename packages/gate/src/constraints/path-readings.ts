import { goPathClean } from '../text/go-path.ts';

/**
 * What a path may mean to the tool that opens it: cleaned of `.`, `..` and `//`, and, when it
 * holds a backslash, also as a system reads it that separates with backslashes. A rule that
 * forbids looks at all readings, a rule that allows needs all of them.
 */
export function pathReadings(value: string): readonly string[] {
  const cleaned = goPathClean(value);
  if (!value.includes('\\')) return [cleaned];
  return [cleaned, goPathClean(value.replaceAll('\\', '/'))];
}

/** True when the path is `prefix` or below it; both cleaned. */
export function isAtOrBelow(path: string, prefix: string): boolean {
  if (prefix === '') return false;
  if (path === prefix) return true;
  return path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`);
}
