/**
 * Lexical path functions with the exact results of Go's `path` package on which digests of
 * sandbox paths and the classification of tool names depend.
 */

/**
 * The shortest equal path: no `.`, no inner `..`, no repeated or trailing slash. A `..` at the
 * root disappears, one at the start of a relative path stays. Empty text becomes `.`.
 */
export function goPathClean(path: string): string {
  if (path === '') return '.';
  const rooted = path.charCodeAt(0) === 0x2f;
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') kept.push(part);
    else if (kept.length > 0 && kept[kept.length - 1] !== '..') kept.pop();
    else if (!rooted) kept.push('..');
  }
  const joined = kept.join('/');
  if (rooted) return `/${joined}`;
  return joined === '' ? '.' : joined;
}

/** The last part of a path; trailing slashes do not count. `.` for empty text, `/` for slashes only. */
export function goPathBase(path: string): string {
  if (path === '') return '.';
  let end = path.length;
  while (end > 0 && path.charCodeAt(end - 1) === 0x2f) end--;
  if (end === 0) return '/';
  return path.slice(path.lastIndexOf('/', end - 1) + 1, end);
}
