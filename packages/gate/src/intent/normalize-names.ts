import { normalizeList } from '@gait/canon';

/** Trimmed, unique, in UTF-8 byte order; null when nothing is left, so that it is not digested. */
export function normalizeNames(given: readonly string[] | null): readonly string[] | null {
  if (given === null || given.length === 0) return null;
  const names = normalizeList(given);
  return names.length === 0 ? null : names;
}
