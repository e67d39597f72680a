/** The value, or undefined where the reference leaves an empty one out of its answer. */
export function unlessEmpty<T extends string | number | boolean | readonly unknown[]>(
  value: T,
): T | undefined {
  if (typeof value === 'object') return value.length === 0 ? undefined : value;
  return value === '' || value === 0 || value === false ? undefined : value;
}
