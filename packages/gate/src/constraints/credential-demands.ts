/** Access that does not end by itself, or that nobody describes. */
const STANDING: ReadonlySet<string> = new Set([
  '',
  'cloud_admin',
  'inherited',
  'standing',
  'static',
  'unknown',
]);

/** True when a credential of this type of access outlives the call, as far as anybody knows. */
export function isStanding(accessType: string): boolean {
  return STANDING.has(accessType);
}

/** True when a list is given and the value is not in it; what is not said is in no list. */
export function isOutside(allowed: readonly string[], value: string): boolean {
  return allowed.length > 0 && (value === '' || !allowed.includes(value));
}
