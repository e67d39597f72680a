import { isAbsolute, posix, win32 } from 'node:path';

/** What the folders depend on; nothing is read from the process itself. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's home folder. */
  readonly home: string;
  readonly platform: NodeJS.Platform;
}

/** Where keys and trust files live: `$XDG_CONFIG_HOME/gait` and its equivalents. */
export function configHome(at: Surroundings): string {
  return folder(at, 'XDG_CONFIG_HOME', '.config', 'APPDATA', 'Roaming', [
    'Library',
    'Application Support',
  ]);
}

/** Where ledgers and journals live: `$XDG_STATE_HOME/gait` and its equivalents. */
export function stateHome(at: Surroundings): string {
  return folder(at, 'XDG_STATE_HOME', '.local/state', 'LOCALAPPDATA', 'Local', [
    'Library',
    'Application Support',
    'State',
  ]);
}

/** Where lies what can be made again: `$XDG_CACHE_HOME/gait` and its equivalents. */
export function cacheHome(at: Surroundings): string {
  return folder(at, 'XDG_CACHE_HOME', '.cache', 'LOCALAPPDATA', 'Local', ['Library', 'Caches']);
}

function folder(
  at: Surroundings,
  xdg: string,
  usual: string,
  appData: string,
  windows: string,
  mac: readonly string[],
): string {
  const path = at.platform === 'win32' ? win32 : posix;
  // The XDG specification has relative values ignored: they would change with the current folder.
  const given = at.env[xdg];
  if (given !== undefined && isAbsolute(given)) return path.join(given, 'gait');
  if (at.platform === 'win32') {
    const base = at.env[appData];
    return base !== undefined && win32.isAbsolute(base)
      ? win32.join(base, 'gait')
      : win32.join(at.home, 'AppData', windows, 'gait');
  }
  if (at.platform === 'darwin')
    return posix.join(at.home, ...mac.slice(0, 2), 'gait', ...mac.slice(2));
  return posix.join(at.home, usual, 'gait');
}
