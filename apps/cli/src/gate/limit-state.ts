import { openLimitStore, type LimitStore } from '@gait/local';

/** The counters of a state file; a module of its own, so that it is loaded when a limit applies. */
export function openLimits(path: string): LimitStore {
  return openLimitStore(path);
}
