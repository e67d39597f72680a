import { resolve } from 'node:path';
import { CodedError } from '@gait/canon';
import type { SessionFiles } from './session-files.ts';

/** An output that would overwrite the journal or a file beside it destroys evidence. */
export function refuseOwnFile(
  output: string,
  files: SessionFiles,
  except?: keyof SessionFiles,
): void {
  const target = resolve(output);
  const names = ['journal', 'state', 'seal', 'chain', 'lock', 'turn'] as const;
  for (const name of names) {
    if (name === except || resolve(files[name]) !== target) continue;
    throw new CodedError('path_unsafe', `the output ${output} is the session's own ${name} file`, {
      hint: 'name another file',
      where: { file: target },
    });
  }
}
