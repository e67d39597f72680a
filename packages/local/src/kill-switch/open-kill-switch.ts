import { statSync, type BigIntStats } from 'node:fs';
import { isCodedError, type CodedError } from '@gait/canon';
import type { KillSwitchState, Profile } from '@gait/gate';
import { readKillSwitch } from './kill-switch-store.ts';

/** The state as it is now, or why nobody knows it. */
export type KillSwitchLook =
  | { readonly state: KillSwitchState; readonly fault: undefined }
  | { readonly state: null; readonly fault: CodedError };

/**
 * Watches a state file for a process that decides many calls: each look asks the system whether
 * the file is still the one that was read, and reads it again when it is not. A state that
 * cannot be read is never replaced by the one that was.
 */
export function openKillSwitch(path: string, profile: Profile = 'standard'): () => KillSwitchLook {
  let seen = '';
  let last: KillSwitchLook | undefined;
  return () => {
    const before = identity(path);
    if (last !== undefined && before !== '' && before === seen) return last;
    last = read(path, profile);
    // Changed while it was read: the next look reads again.
    seen = identity(path) === before ? before : '';
    return last;
  };
}

function read(path: string, profile: Profile): KillSwitchLook {
  try {
    return { state: readKillSwitch(path, profile), fault: undefined };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return { state: null, fault: error };
  }
}

/** Differs after every change, also when the file appears or goes; `''` when nobody can tell. */
function identity(path: string): string {
  try {
    const stats: BigIntStats | undefined = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (stats === undefined) return 'missing';
    const { dev, ino, size, mtimeNs, ctimeNs } = stats;
    return `${dev}:${ino}:${size}:${mtimeNs}:${ctimeNs}`;
  } catch {
    return '';
  }
}
