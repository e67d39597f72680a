const DRIVE = /^[A-Za-z]:\//;

/**
 * The absolute, cleaned path of a file that a program names from a folder. Only the text counts:
 * links are not followed. Linear in its length.
 */
export function resolvePath(folder: string, text: string, windows = false): string {
  const given = windows ? text.replaceAll('\\', '/') : text;
  const absolute = given.startsWith('/') || (windows && DRIVE.test(given));
  const base = windows ? folder.replaceAll('\\', '/') : folder;
  const parts: string[] = [];
  for (const part of (absolute ? given : `${base}/${given}`).split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  const joined = parts.join('/');
  return windows && DRIVE.test(`${joined}/`) ? joined : `/${joined}`;
}

/** Whether a path is a folder's own or lies below it. Both absolute and cleaned. */
export function isWithin(path: string, folder: string): boolean {
  const base = folder.endsWith('/') ? folder.slice(0, -1) : folder;
  return path === base || path.startsWith(`${base}/`);
}

/** The last part of a path as it was written; `''` when it names no file of its own. */
export function lastPart(text: string): string {
  const trimmed = trimSlashes(text);
  const name = trimmed.slice(trimmed.lastIndexOf('/') + 1);
  return name === '.' || name === '..' ? '' : name;
}

/** Without a pattern, which would need square time on a row of slashes. */
function trimSlashes(text: string): string {
  let end = text.length;
  while (end > 1 && text[end - 1] === '/') end -= 1;
  return text.slice(0, end);
}
