import { lstatSync } from 'node:fs';
import { CodedError } from '@gait/canon';
import type { SessionFiles } from './session-files.ts';

/** Nothing follows a seal: what came after it could not be told from what was put in. */
export function refuseSealed(files: SessionFiles): void {
  if (lstatSync(files.seal, { throwIfNoEntry: false }) === undefined) return;
  throw new CodedError(
    'session_sealed',
    'the session is sealed: nothing can be added to its journal',
    {
      hint: 'start a new session',
      where: { file: files.journal },
    },
  );
}
