import { rmSync } from 'node:fs';
import { trimSpace } from '@gait/canon';
import type { GateSetup } from '@gait/boundary';
import { writeWhole } from '@gait/local';
import type { Context } from '../context.ts';

/**
 * Puts the secret of a credential into a new file that only its user can read (mode 0600), for
 * the program that asked. A file that is there already is never replaced: somebody else may hold
 * it open. `''`: nobody asked, and the secret stays where it is.
 *
 * Errors of the function: `file_exists`, `file_missing` (no folder), those of `writeWhole`.
 */
export function handOverTo(context: Context, given: string): GateSetup['handOver'] {
  const path = trimSpace(given);
  if (path === '') return undefined;
  const file = context.resolve(path);
  return (secret) => {
    writeWhole(file, secret.reveal(), { overwrite: false, mode: 0o600 });
    return () => {
      rmSync(file, { force: true });
    };
  };
}
