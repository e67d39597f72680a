import { CodedError } from '@gait/canon';

/** Addresses in one argument, divided at commas: a path may hold blanks. */
export function addressList(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/**
 * As `nameList`, of a flag that was given several times: each name once.
 *
 * @param field the flag, where one without a name is refused: it was a variable that is empty
 * @throws CodedError `flag_invalid`
 */
export function namesOf(texts: readonly string[], field?: string): readonly string[] {
  if (field !== undefined && texts.some((text) => nameList(text).length === 0)) {
    throw new CodedError('flag_invalid', `${field} names nothing`, {
      hint: `write a name, or leave ${field} out`,
      where: { field },
    });
  }
  return [...new Set(texts.flatMap(nameList))];
}

/** Names in one argument: divided at commas where there is one, so that a name may hold blanks; else at white space. */
export function nameList(text: string): readonly string[] {
  const parts = text.includes(',') ? text.split(',') : text.split(/\s+/u);
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}
