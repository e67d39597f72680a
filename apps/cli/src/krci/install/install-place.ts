import { mkdirSync } from 'node:fs';
import { APPEND_LOCK, withLockSync, type ChangePlace, type LockOptions } from '@gait/local';
import type { Context } from '../../context.ts';
import { changePlace } from '../change-place.ts';
import { projectFolder } from '../open-framework.ts';

/**
 * Where an install takes place. A folder that `KRCI_AI_PROJECT_DIR` names is made when it is
 * missing.
 *
 * @throws CodedError `home_unknown`, `file_missing`
 */
export function openInstallPlace(context: Context, dryRun: boolean): ChangePlace {
  const root = projectFolder(context);
  if (!dryRun && (context.env['KRCI_AI_PROJECT_DIR'] ?? '') !== '')
    mkdirSync(root, { recursive: true });
  return changePlace(context, root);
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
