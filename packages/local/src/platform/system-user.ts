import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';

const TIME_LIMIT_MS = 2000;

/** What tells who runs a program; injected by tests. */
export interface UserSources {
  /** Undefined on systems without numbers for users. */
  readonly uid: number | undefined;
  /** Text of the table of users; undefined where there is none. */
  readonly passwd: () => string | undefined;
  /** Asks the system, which may ask a directory. */
  readonly ask: () => string | undefined;
}

/**
 * The name of the user who runs this program, as the system knows it. Variables are not asked:
 * whoever starts a program sets them as he likes, and the name goes into records. Neither is the
 * runtime, which may look at them.
 */
export function systemUser(sources: UserSources = SYSTEM): string {
  const { uid } = sources;
  const asked = (): string => sources.ask() ?? (uid === undefined ? 'unknown' : `uid ${uid}`);
  if (uid === undefined) return asked();
  for (const line of (sources.passwd() ?? '').split('\n')) {
    const [name = '', , number] = line.split(':');
    if (name !== '' && number === String(uid)) return name;
  }
  return asked();
}

const SYSTEM: UserSources = {
  get uid() {
    return process.getuid?.();
  },
  passwd() {
    try {
      return readFileSync('/etc/passwd', 'utf8');
    } catch {
      return undefined;
    }
  },
  ask() {
    try {
      if (process.platform === 'win32') return userInfo().username;
      const { status, stdout } = spawnSync('/usr/bin/id', ['-un'], {
        env: {},
        timeout: TIME_LIMIT_MS,
      });
      const name = stdout.toString().trim();
      return status === 0 && name !== '' ? name : undefined;
    } catch {
      return undefined;
    }
  },
};
