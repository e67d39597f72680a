import { watch } from 'node:fs';
import { join } from 'node:path';
import { FRAMEWORK } from '@gait/agents';
import type { Context } from '../context.ts';

/** Editors write a file in several steps: so long nothing must change before it is looked at. */
const QUIET_MS = 100;

/**
 * Calls at once, and again after each change below `.krci-ai`, until the person stops it. One call at a
 * time: what changes during one is looked at after it. Throws what a call throws.
 */
export async function watchFolder(
  context: Context,
  root: string,
  changed: () => Promise<void>,
): Promise<void> {
  const stopped = context.untilStopped();
  const failed = Promise.withResolvers<never>();
  let calls = changed();
  await calls;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const next = (): void => {
    calls = calls.then(changed);
    calls.catch(failed.reject);
  };
  const watcher = watch(join(root, FRAMEWORK), { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(next, QUIET_MS);
  });
  try {
    await Promise.race([stopped, failed.promise]);
    await calls;
  } finally {
    clearTimeout(timer);
    watcher.close();
  }
}
