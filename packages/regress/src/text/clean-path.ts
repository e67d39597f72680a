/**
 * Slash-separated paths by text alone, with the results of Go's `path/filepath` on
 * POSIX: result files name candidates the way the reference implementation does.
 */

/** The shortest equal path: `a//b/../c/.` becomes `a/c`; the empty path becomes `.`. */
export function cleanPath(path: string): string {
  const rooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '..' || !rooted) parts.push(part);
  }
  const text = parts.join('/');
  if (rooted) return `/${text}`;
  return text === '' ? '.' : text;
}

/** Joins and cleans; empty parts count for nothing. */
export function joinPath(...parts: readonly string[]): string {
  const given = parts.filter((part) => part !== '');
  return given.length === 0 ? '' : cleanPath(given.join('/'));
}

/** Everything before the last name, cleaned; `.` when there is nothing before it. */
export function folderOf(path: string): string {
  return cleanPath(path.slice(0, path.lastIndexOf('/') + 1));
}

/** True for `/x`, and on Windows for `C:\x` and `\\server\x`. */
export function isAbsolutePath(path: string): boolean {
  if (path.startsWith('/') || path.startsWith('\\\\')) return true;
  // By hand: a short command would spend more on compiling a pattern than on its paths.
  const letter = path.charCodeAt(0) | 0x20;
  return (
    path[1] === ':' && letter >= 0x61 && letter <= 0x7a && (path[2] === '\\' || path[2] === '/')
  );
}
