import { findNearest, type CodedError } from '@gait/canon';
import { refuse, type YamlSource } from '../../yaml/yaml-source.ts';

/** A value of another kind than its field. */
export function wrongType(
  source: YamlSource,
  rule: string,
  hint = 'write a value of this kind, or leave the field out',
): CodedError {
  return refuse(source, source.at, 'policy_field_type', rule, hint);
}

/** A value of the right kind that says nothing. */
export function wrongValue(source: YamlSource, message: string, hint: string): CodedError {
  return refuse(source, source.at, 'policy_field_value', message, hint);
}

/** A word that is not among those that its field knows; the reader is behind it. */
export function notOneOf(
  source: YamlSource,
  name: string,
  item: string,
  oneOf: readonly string[],
): CodedError {
  const near = findNearest(item, oneOf);
  const message = `${name} knows no ${JSON.stringify(item.slice(0, 80))}`;
  const hint = near === undefined ? `one of: ${oneOf.join(', ')}` : `did you mean ${near}?`;
  return refuse(source, source.at - 1, 'policy_field_value', message, hint);
}

/** Inside braces other readers take the colon of a:b for the one between key and value. */
export function refuseColonInBraces(
  source: YamlSource,
  scalar: { readonly value: string; readonly plain: boolean },
): void {
  if (source.braces === 0 || !scalar.plain || !/:(?!\/)/u.test(scalar.value)) return;
  const message = 'a word with a colon stands inside braces';
  throw refuse(source, source.at, 'yaml_syntax', message, 'put the text in quotes');
}

/** A name that a mapping has already. */
export function givenTwice(source: YamlSource, at: number, name: string): CodedError {
  const message = `${name} is given twice`;
  return refuse(source, at, 'yaml_duplicate_key', message, 'keep one of the two');
}
