import { canonicalize, isJsonObject, type Json } from '@gait/canon';

/** A check of one JSON value; the answer is what is wrong, with the path, or undefined. */
export type Rule = (value: Json, path: string) => string | undefined;

/** Any object, array or scalar. */
export const anyObject: Rule = (value, path) =>
  isJsonObject(value) ? undefined : `${path} must be an object`;

/** Text of at least `min` characters. */
export function text(min = 0): Rule {
  return (value, path) => {
    if (typeof value !== 'string') return `${path} must be text`;
    return value.length < min ? `${path} must not be empty` : undefined;
  };
}

/** Text that matches. */
export function matching(pattern: RegExp): Rule {
  return (value, path) => {
    if (typeof value !== 'string') return `${path} must be text`;
    return pattern.test(value) ? undefined : `${path} has not the form ${pattern.source}`;
  };
}

/** One of a closed set of texts. */
export function oneOf(...allowed: readonly string[]): Rule {
  return (value, path) =>
    typeof value === 'string' && allowed.includes(value)
      ? undefined
      : `${path} must be one of ${allowed.join(', ')}`;
}

/** True or false. */
export const yesNo: Rule = (value, path) =>
  typeof value === 'boolean' ? undefined : `${path} must be true or false`;

/** A whole number of at least `min`. */
export function whole(min: number): Rule {
  return (value, path) =>
    typeof value === 'number' && Number.isInteger(value) && value >= min
      ? undefined
      : `${path} must be a whole number of at least ${min}`;
}

/** A list whose items obey `item`; `unique` compares items as JSON values. */
export function listOf(
  item: Rule,
  options: { readonly unique?: boolean; readonly min?: number } = {},
): Rule {
  return (value, path) => {
    if (!Array.isArray(value)) return `${path} must be a list`;
    const items = value as readonly Json[];
    if (items.length < (options.min ?? 0)) return `${path} must not be empty`;
    if (options.unique === true && new Set(items.map(canonicalize)).size !== items.length) {
      return `${path} must not repeat an item`;
    }
    for (const [i, entry] of items.entries()) {
      const fault = item(entry, `${path}[${i}]`);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };
}

/** An object: `required` names must be there, the listed members obey their rules, others pass. */
export function objectOf(
  members: Readonly<Record<string, Rule>>,
  required: readonly string[] = [],
): Rule {
  const rules = Object.entries(members);
  return (value, path) => {
    if (!isJsonObject(value)) return `${path} must be an object`;
    for (const name of required) {
      if (!Object.hasOwn(value, name)) return `${path} lacks ${name}`;
    }
    for (const [name, rule] of rules) {
      const member = Object.hasOwn(value, name) ? value[name] : undefined;
      const fault = member === undefined ? undefined : rule(member, `${path}.${name}`);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };
}
