import { parseJsonLoose } from '@gait/canon';
import { decodeIntent, type Intent } from '@gait/gate';
import { readWhole } from '@gait/local';
import type { Context } from '../context.ts';

/** Reads the intent as the reference does. @throws CodedError those of `readWhole`, `parseJsonLoose`, `decodeIntent`. */
export function loadIntent(context: Context, path: string): Intent {
  const where = { file: path };
  return decodeIntent(parseJsonLoose(readWhole(context.resolve(path)), { where }), where);
}
