import { isAbsolute, join, relative } from 'node:path';

/** `~/keys` with the home folder in front; other paths as they are. */
export function fromHome(path: string, home: string): string {
  return home !== '' && path.startsWith('~/') ? join(home, path.slice(2)) : path;
}

/**
 * A path below the home folder as `~/keys`, so that a file which is shared names it for everybody;
 * other paths as they are.
 */
export function toHome(path: string, home: string): string {
  if (home === '' || !isInside(path, home)) return path;
  return `~/${relative(home, path).replaceAll('\\', '/')}`;
}

/** Whether an absolute path lies below a folder. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !/^\.\.[/\\]/u.test(way) && !isAbsolute(way);
}
