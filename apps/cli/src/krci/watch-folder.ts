import { watch } from 'node:fs';
import { join } from 'node:path';
import { FRAMEWORK } from '@gait/agents';
import type { Context } from '../context.ts';

/** Editors write a file in several steps: so long nothing must change before it is looked at. */
const QUIET_MS = 100;

/** Calls at once, and again after each change below `.krci-ai`, until the person stops it. */
export async function watchFolder(
  context: Context,
  root: string,
  changed: () => void,
): Promise<void> {
  const stopped = context.untilStopped();
  changed();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const watcher = watch(join(root, FRAMEWORK), { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(changed, QUIET_MS);
  });
  try {
    await stopped;
  } finally {
    clearTimeout(timer);
    watcher.close();
  }
}
