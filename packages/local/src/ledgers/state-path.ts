import { isAbsolute } from 'node:path';
import { CodedError } from '@gait/canon';

/** False when no home is known: then a state file would be looked for in the current folder, the agent's. */
export function isStatePath(path: string): boolean {
  return isAbsolute(path);
}

/** Refuses to keep state in the current folder. Error: `path_unsafe`. */
export function assertStatePath(path: string): void {
  if (isStatePath(path)) return;
  throw new CodedError('path_unsafe', `no folder is known to keep ${path} in`, {
    hint: 'set HOME or XDG_STATE_HOME to an absolute folder',
    where: { file: path },
  });
}
