import { isTextNumber, numberOf, textOf, truthOf } from '../../yaml/plain-scalar.ts';
import type { YamlSource } from '../../yaml/yaml-source.ts';
import { clean, cleanLower } from '../../text/clean-text.ts';
import { goPathClean } from '../../text/go-path.ts';
import type { FieldKind, Fold } from './field-kinds.ts';
import { wrongType, wrongValue } from './read-faults.ts';

/** What a field of one value is called in an error. */
export const NAMES = {
  text: 'text',
  flag: 'true or false',
  whole: 'a whole number',
  number: 'a number',
} as const;

/** A kind of one value. */
export type ScalarKind = Extract<FieldKind, { readonly kind: keyof typeof NAMES }>;

/** The value of a field from its text. Errors: `policy_field_type`, `policy_field_value`. */
export function readScalar(
  source: YamlSource,
  name: string,
  kind: ScalarKind,
  value: string,
  plain: boolean,
): unknown {
  switch (kind.kind) {
    case 'text':
      return foldText(plain ? textOf(value) : value, kind.fold);
    case 'flag': {
      const truth = plain ? truthOf(value) : undefined;
      if (truth === undefined) throw wrongType(source, `${name} is true or false`);
      return truth;
    }
    case 'number': {
      const number = numberOf(value, plain);
      if (number === undefined) throw wrongType(source, `${name} is a number`);
      return number;
    }
    case 'whole':
      return readWhole(source, name, kind.min, value, plain);
  }
}

/** Fractions are cut off, and numbers in quotes count, as in the reference. */
function readWhole(
  source: YamlSource,
  name: string,
  min: number,
  value: string,
  plain: boolean,
): number {
  const number = numberOf(value, plain);
  if (number === undefined) throw wrongType(source, `${name} is a whole number`);
  const whole = Math.trunc(number) || 0;
  if (!Number.isSafeInteger(whole) || (number < 0 && isTextNumber(value, plain)))
    throw wrongValue(source, `${name} is out of range`, 'write a smaller number, without quotes');
  if (whole < min) throw wrongValue(source, `${name} is below ${min}`, `write ${min} or more`);
  return whole;
}

/** A text in the one spelling of its field. */
export function foldText(value: string, fold: Fold): string {
  if (fold === 'raw') return value;
  if (fold === 'lower') return cleanLower(value);
  const trimmed = clean(value);
  if (fold === 'trim') return trimmed;
  const path = goPathClean(trimmed);
  return path === '.' ? '' : path;
}
