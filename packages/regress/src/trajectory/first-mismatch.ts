/** Where two sequences part. */
export interface Mismatch {
  /** Position, from 0. */
  readonly index: number;
  readonly expected: string;
  readonly actual: string;
}

/** Stands for a position that one of the sequences does not have. */
export const MISSING = '<missing>';

/** The first position at which the sequences differ; undefined when they are equal. */
export function firstMismatch(
  expected: readonly string[],
  actual: readonly string[],
): Mismatch | undefined {
  const length = Math.max(expected.length, actual.length);
  for (let index = 0; index < length; index++) {
    if (expected[index] === actual[index]) continue;
    return { index, expected: expected[index] ?? MISSING, actual: actual[index] ?? MISSING };
  }
  return undefined;
}
