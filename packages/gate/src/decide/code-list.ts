import { compareUtf8, trimSpace } from '@gait/canon';

/** The one empty list: decisions share it. */
export const NO_CODES: readonly string[] = Object.freeze([]);

/** Trimmed, unique, in UTF-8 byte order, without empty items; frozen, so that decisions may share it. */
export function codeList(codes: readonly string[]): readonly string[] {
  if (codes.length === 0) return NO_CODES;
  const kept = new Set<string>();
  for (const code of codes) {
    const trimmed = trimSpace(code);
    if (trimmed !== '') kept.add(trimmed);
  }
  if (kept.size === 0) return NO_CODES;
  return Object.freeze([...kept].sort(compareUtf8));
}

/** Both lists as one. A list that adds nothing costs nothing. */
export function mergeCodes(
  left: readonly string[],
  right: readonly string[],
): readonly string[] {
  if (right.length === 0) return left;
  if (left.length === 0) return codeList(right);
  return codeList([...left, ...right]);
}
