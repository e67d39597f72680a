import { CodedError } from '@gait/canon';

/**
 * The one file a command works on, named by a flag or by the first positional; further
 * positionals are ignored, as the reference does for packs.
 *
 * @throws CodedError `invalid_input` when nothing is given
 */
export function oneNameOf(value: string, positionals: readonly string[], what: string): string {
  const name = (value.trim() === '' ? (positionals[0] ?? '') : value).trim();
  if (name !== '') return name;
  throw new CodedError('invalid_input', `missing required ${what}`, { hint: `name ${what}` });
}
