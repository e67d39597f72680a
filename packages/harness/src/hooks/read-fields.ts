/** A JSON object whose fields nobody has looked at yet. */
export type Fields = Readonly<Record<string, unknown>>;

export function asFields(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : undefined;
}

/** A field of the object's own: `constructor` of a message is no field. */
export function fieldOf(fields: Fields, key: string): unknown {
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}

/** `null` stands for a field that is not there: tools write both. */
export function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

/** A text where there is one; undefined where there is none or something else. */
export function textOf(fields: Fields, key: string): string | undefined {
  const value = fieldOf(fields, key);
  return typeof value === 'string' ? value : undefined;
}

/** A value under the first of several keys that the object has. */
export function firstField(fields: Fields, keys: readonly string[]): unknown {
  for (const key of keys) {
    const value = fieldOf(fields, key);
    if (!isAbsent(value)) return value;
  }
  return undefined;
}

/** Leaves out what is undefined: an absent fact is no key. */
export function present<T extends object>(fields: {
  readonly [K in keyof T]: T[K] | undefined;
}): Partial<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}
