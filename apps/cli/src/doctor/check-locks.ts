import { judgeContext, judgeLock, readLock } from '@gait/local';
import { pass, shellQuote, warn, type Check } from './check.ts';
import type { FoundFile } from './walk-output.ts';

const STALE_AFTER_MS = 5 * 60_000;

/** Locks whose owner is gone. A lock that is held is nobody's fault. */
export function checkLocks(files: readonly FoundFile[]): Check[] {
  const name = 'stale_locks';
  const locks = files.filter((file) => file.path.endsWith('.lock'));
  const context = judgeContext(STALE_AFTER_MS);
  const stale = locks.flatMap((file): Check[] => {
    const lock = readLock(file.path);
    if (lock === undefined || judgeLock(lock, context).state === 'held') return [];
    return [warn(name, `${file.shown} was left behind by a process that is gone`, `rm ${shellQuote(file.shown)}`)];
  });
  return stale.length > 0 ? stale : [pass(name, locks.length === 0 ? 'no locks' : 'every lock is held by a live process')];
}
