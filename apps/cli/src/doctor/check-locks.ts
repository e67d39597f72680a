import { leftoverKind } from '@gait/local';
import { pass, shellQuote, warn, type Check } from './check.ts';
import type { FoundFile } from './walk-output.ts';

const REASON = {
  lock: 'is the lock of a process that is gone',
  temporary: 'is the unfinished file of a process that is gone',
} as const;

/** Locks and temporary files whose owner is gone. A lock that is held is nobody's fault. */
export function checkLocks(files: readonly FoundFile[]): Check[] {
  const name = 'stale_locks';
  const stale = files.flatMap((file): Check[] => {
    const kind = leftoverKind(file.path, file.mtimeMs);
    return kind === undefined
      ? []
      : [warn(name, `${file.shown} ${REASON[kind]}`, `rm ${shellQuote(file.shown)}`)];
  });
  if (stale.length > 0) return stale;
  const locks = files.some((file) => file.path.endsWith('.lock'));
  return [pass(name, locks ? 'every lock is held by a live process' : 'no locks')];
}
