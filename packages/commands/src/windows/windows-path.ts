import type { Place } from '../model/effect.ts';

/** Names that are devices in every folder, with any ending. */
const DEVICES = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|:|$)/i;
/** Written into, they keep nothing. */
const NOWHERE = /^(?:|\$null|nul:?|\/dev\/null|(?:\\\\\.\\)?nul)$/i;
/** A short name of a longer one: `PROGRA~1`. Which one, only the disk knows. */
const SHORT_NAME = /~[0-9]{1,6}(?:\.|$)/;

/** True for a target that keeps nothing and gives nothing. */
export function isNowhere(text: string): boolean {
  return NOWHERE.test(text);
}

/** True for a folder of Windows: `C:\proj`, `\\server\share`. */
export function isWindowsFolder(folder: string): boolean {
  return /^(?:[A-Za-z]:|[\\/]{2})/.test(folder);
}

/**
 * The file that a text names, with slashes and without `.` and `..`: `C:/proj/a`, `//server/share/a`,
 * `/proj/a`. Undefined: nobody can say which one without the disk: another drive's folder, a short
 * name, a device.
 *
 * @param folder absolute, in the way of Windows or of POSIX
 */
export function resolveWindowsPath(text: string, folder: string): string | undefined {
  if (text === '' || text.length > 4096 || /[\0-\x1F\x7F"<>|]/.test(text)) return undefined;
  let path = text.replaceAll('\\', '/');
  // \\?\C:\x and \\.\C:\x are C:\x, \\?\UNC\a\b is \\a\b.
  path = path.replace(/^\/{2}[?.]\/(?=[A-Za-z]:)/, '').replace(/^\/{2}[?.]\/unc\//i, '//');
  if (/^\/{2}[?.]\//.test(path)) return undefined;
  const base = folder.replaceAll('\\', '/');
  const isWindows = isWindowsFolder(base);
  const baseDrive = /^([A-Za-z]):/.exec(base)?.[1]?.toUpperCase();
  const drive = /^([A-Za-z]):(.*)$/s.exec(path);
  let root: string;
  let rest: string;
  if (drive !== null) {
    const letter = (drive[1] as string).toUpperCase();
    rest = drive[2] ?? '';
    // `C:name` starts from the folder that the drive is in.
    if (!rest.startsWith('/')) {
      if (letter !== baseDrive) return undefined;
      rest = `${base.slice(2)}/${rest}`;
    }
    root = `${letter}:`;
  } else if (path.startsWith('//') && isWindows) {
    const share = /^\/\/([^/]+)\/*([^/]*)(.*)$/s.exec(path);
    if (share === null) return undefined;
    root = `//${(share[1] as string).toLowerCase()}/${share[2] ?? ''}`;
    rest = share[3] ?? '';
  } else {
    root = baseDrive === undefined ? (/^\/\/[^/]+\/[^/]+/.exec(base)?.[0] ?? '') : `${baseDrive}:`;
    rest = path.startsWith('/') ? path : `${base.slice(root.length)}/${path}`;
  }
  return cleanParts(root, rest, isWindows);
}

function cleanParts(root: string, rest: string, isWindows: boolean): string | undefined {
  const parts: string[] = [];
  for (const written of rest.split('/')) {
    if (written === '..') parts.pop();
    else if (written !== '' && written !== '.') {
      const part = isWindows ? plainPart(written) : written;
      if (part === undefined) return undefined;
      parts.push(part);
    }
  }
  return `${root}/${parts.join('/')}`;
}

/** Windows drops dots and blanks at the end of a name and takes `a::$DATA` for `a`. */
function plainPart(written: string): string | undefined {
  const [name = ''] = written.split(':', 1);
  if (DEVICES.test(written) || SHORT_NAME.test(name)) return undefined;
  let end = name.length;
  while (end > 0 && (name[end - 1] === '.' || name[end - 1] === ' ')) end -= 1;
  return end === 0 ? undefined : name.slice(0, end);
}

/** More than these, and nobody can say where a text is. */
const MOST_FOLDERS = 8;

/**
 * The folders that a text may be in after it changes to one: the newest first. From each that it
 * may have been in, it may have gone there or, where there is no such folder, have stayed.
 * Undefined: it may be anywhere.
 */
export function changeFolders(
  text: string,
  folders: readonly string[],
): readonly string[] | undefined {
  const reached = folders.map((folder) => resolveWindowsPath(text, folder));
  const all = new Set([...reached, ...folders]);
  return all.has(undefined) || all.size > MOST_FOLDERS ? undefined : ([...all] as string[]);
}

/** The server of `\\server\share`: to open it is to talk to it. */
export function serverOf(text: string): string | undefined {
  const server = /^[\\/]{2}([^\\/?]+)[\\/]/.exec(text)?.[1]?.toLowerCase();
  return server === '.' || server === 'wsl$' || server === 'wsl.localhost' ? undefined : server;
}

/**
 * The places that a text names, from each folder that the command may be in.
 *
 * @param pattern wildcards in it meet files
 */
export function placesOf(
  text: string,
  folders: readonly string[],
  reach: 'file' | 'tree',
  pattern: boolean,
): readonly Place[] {
  const isPattern = pattern && /[*?[]/.test(text);
  // With what lies below, a pattern meets files in every folder below its own.
  const wanted = isPattern && reach === 'tree' ? text.replace(/[^\\/]*[*?[].*$/s, '') || '.' : text;
  const paths = folders.map((folder) => resolveWindowsPath(wanted, folder));
  if (paths.length === 0 || paths.includes(undefined)) return [{ kind: 'unknown_path' }];
  return [...new Set(paths)].map((path) => ({
    kind: 'path',
    path: path as string,
    reach: isPattern && reach === 'file' ? 'pattern' : reach,
  }));
}
