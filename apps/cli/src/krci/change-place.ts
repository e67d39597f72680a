import { realpathSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { CodedError } from '@gait/canon';
import { changeJournalPath, stateHome, type ChangePlace } from '@gait/local';
import type { Context } from '../context.ts';

/**
 * Where changes of a project take place: its folder, and its journal in the user's state folder.
 *
 * @param root absolute; must be there
 * @throws CodedError `home_unknown`, `file_missing`
 */
export function changePlace(context: Context, root: string): ChangePlace {
  const state = stateHome(context);
  if (!isAbsolute(state)) {
    throw new CodedError('home_unknown', 'there is no home folder to keep a journal in', {
      hint: 'set HOME or XDG_STATE_HOME to an absolute path',
    });
  }
  const real = realFolder(root);
  return { root: real, journal: changeJournalPath(state, real) };
}

function realFolder(root: string): string {
  try {
    return realpathSync(root);
  } catch (error) {
    throw new CodedError('file_missing', `there is no folder ${root}`, {
      hint: 'make it first, or name another one in KRCI_AI_PROJECT_DIR',
      where: { file: root },
      cause: error,
    });
  }
}
