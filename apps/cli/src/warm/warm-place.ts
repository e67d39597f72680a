import { lstatSync, readlinkSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { stateHome } from '@gait/local';
import type { Context } from '../context.ts';

/** Longest path that a socket may have on every system (`sun_path` of macOS, without its end). */
const LONGEST_PATH = 103;

/** Where the warm gate of a user listens. */
export type WarmPlace = string;

type Surroundings = Pick<Context, 'env' | 'home' | 'platform' | 'executable' | 'version'>;

/**
 * The socket of the warm gate that answers as this very process would: of the same file of the
 * same executable, in the same view of the file system and of the processes. A gate from before an
 * update, or of a container that shares the home folder, has another one.
 *
 * @returns undefined where there can be none: Windows, no home, a path that is too long, switched off
 */
export function warmPlace(at: Surroundings): WarmPlace | undefined {
  if (at.platform === 'win32' || at.env['GAIT_WARM'] === 'off') return undefined;
  const folder = join(stateHome(at), 'warm');
  if (!isAbsolute(folder)) return undefined;
  try {
    const { dev, ino, size, mtimeMs, ctimeMs } = statSync(at.executable);
    const views = at.platform === 'linux' ? ['mnt', 'pid', 'user'].map(viewOf) : [];
    const parts = [at.version, dev, ino, size, mtimeMs, ctimeMs, process.getuid?.(), ...views];
    const path = join(folder, `${Bun.hash(parts.join(' ')).toString(36)}.sock`);
    return Buffer.byteLength(path) > LONGEST_PATH ? undefined : path;
  } catch {
    return undefined;
  }
}

function viewOf(space: string): string {
  return readlinkSync(`/proc/self/ns/${space}`);
}

/** Whether only this user could have put a socket there, and did. */
export function isOwnSocket(path: WarmPlace): boolean {
  const socket = lstatSync(path, { throwIfNoEntry: false });
  if (socket?.isSocket() !== true) return false;
  const folder = lstatSync(dirname(path));
  const user = process.getuid?.();
  return [socket, folder].every(({ uid, mode }) => uid === user && (mode & 0o077) === 0);
}

/** What stands beside the socket while somebody starts the gate. */
export function startedFile(place: WarmPlace): string {
  return `${place}.started`;
}
