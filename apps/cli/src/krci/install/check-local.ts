import { join } from 'node:path';
import { FRAMEWORK } from '@gait/agents';
import { isThere } from '@gait/local';
import type { Context } from '../../context.ts';

/** Examines what a project keeps of its own; without such files nothing is loaded for it. */
export async function checkLocal(context: Context, root: string): Promise<void> {
  if (!isThere(join(root, FRAMEWORK, 'local'))) return;
  const { assertLocalSound } = await import('./assert-local-sound.ts');
  assertLocalSound(context, root);
}
