import { readdirSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { judgeContext, judgeLock } from './judge-lock.ts';
import { readLock } from './lock-file.ts';

/** The names that `createExclusive` gives to a lock, or a right to remove one, before it is one. */
const LOCK_TEMP = /\.lock(?:\.recover-[0-9a-f]{16})?\.tmp-[0-9a-f]{12}$/u;
/** Bytes of a folder itself, some ten thousand files: listing more would be felt in each command. */
const LARGEST_FOLDER = 1024 * 1024;

const searched = new Set<string>();

/** Whether a file was to become a lock, and the process that made it is gone. */
export function isLeftLockTemp(path: string, staleAfterMs: number): boolean {
  if (!LOCK_TEMP.test(path)) return false;
  const found = readLock(path);
  return found !== undefined && judgeLock(found, judgeContext(staleAfterMs)).state === 'stale';
}

/**
 * Removes what processes killed while they took a lock left in a folder. Nobody else has a use
 * for such a name, so only its owner counts. Looks once for each folder: what a process of
 * ours leaves, it leaves by dying. Never throws: litter is no reason to fail.
 */
export function removeLeftLockTemps(folder: string, staleAfterMs: number): void {
  if (searched.has(folder)) return;
  searched.add(folder);
  quietly(() => {
    if (statSync(folder).size > LARGEST_FOLDER) return;
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (isLeftLockTemp(path, staleAfterMs)) quietly(() => unlinkSync(path));
    }
  });
}

function quietly(action: () => void): void {
  try {
    action();
  } catch {
    // Another process removed it first, or it is not ours to remove.
  }
}
