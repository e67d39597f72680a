import { CodedError } from '@gait/canon';

/**
 * The one thing a command works on, named by a flag or by a positional.
 *
 * @param flag what the user must give, as help shows it
 * @throws CodedError `invalid_input` when nothing or too much is given
 */
export function oneName(value: string, positionals: readonly string[], flag: string): string {
  const [first, ...rest] = value.trim() === '' ? positionals : [value, ...positionals];
  if (first === undefined || first.trim() === '') {
    throw new CodedError('invalid_input', `missing required ${flag}`, {
      hint: `give ${flag}, or name it without a flag`,
    });
  }
  if (rest.length > 0) {
    throw new CodedError('invalid_input', `unexpected arguments: ${rest.join(' ')}`, {
      hint: 'give one name only',
    });
  }
  return first;
}
