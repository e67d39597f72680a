import { realpathSync } from 'node:fs';
import {
  APPEND_LOCK,
  gitRoot,
  withLockSync,
  type ChangePlace,
  type LockOptions,
} from '@gait/local';
import type { Context } from '../../context.ts';
import { changePlace } from '../change-place.ts';
import { projectFolder } from '../open-framework.ts';

/**
 * Where an install takes place. The folder must be there: a name with a slip in it would get agents
 * that nobody finds.
 *
 * @throws CodedError `home_unknown`, `file_missing`
 */
export function openInstallPlace(context: Context): ChangePlace {
  return changePlace(context, projectFolder(context));
}

/**
 * The root of the git repository that a project lies in, where it lies below it and nobody named
 * the project: AI coding tools look at the root, and whoever installs may have meant that.
 */
export function rootAbove({ env }: Context, { root }: ChangePlace): string | undefined {
  if ((env['KRCI_AI_PROJECT_DIR'] ?? '') !== '') return undefined;
  const found = gitRoot(root);
  if (found === undefined) return undefined;
  const above = realpathSync(found);
  return above === root ? undefined : above;
}

/** An install of thousands of files on a slow disk takes seconds; the next one waits for it. */
const LONG_LOCK: LockOptions = { ...APPEND_LOCK, profile: 'install' };

/**
 * Runs a command that plans and writes while no other one does so in this project: two installs at
 * once would each plan on what the other is about to change.
 *
 * @throws CodedError `lock_contention`
 */
export function withProject<T>(place: ChangePlace, dryRun: boolean, work: () => T): T {
  return dryRun ? work() : withLockSync(`${place.journal}.command`, work, LONG_LOCK);
}
