import { parseJson, parseJsonLoose } from '@gait/canon';
import { decodeIntent, type Intent, type Profile } from '@gait/gate';
import { readWhole } from '@gait/local';
import type { Context } from '../context.ts';

/**
 * Reads the intent as the reference does; under `strict` one that two readers could understand
 * differently is refused: of two `args` the tool may take the one that nobody judged.
 *
 * @param path `-`: standard input
 * @throws CodedError those of `readWhole`, `parseJson`, `decodeIntent`
 */
export function loadIntent(context: Context, path: string, profile: Profile): Intent {
  const where = { file: path };
  const parse = profile === 'strict' ? parseJson : parseJsonLoose;
  const file = path === '-' ? path : context.resolve(path);
  return decodeIntent(parse(readWhole(file, { stdin: true }), { where }), where);
}
