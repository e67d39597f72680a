import { normalizeList } from '@gait/canon';
import type { Verdict } from '@gait/gate';

/** A verdict on its way through the stages after the policy, with its grounds. */
export interface Ruling {
  readonly verdict: Verdict;
  /** Sorted, unique. */
  readonly reasonCodes: readonly string[];
  /** Sorted, unique. */
  readonly violations: readonly string[];
}

/** The same ruling with further grounds. */
export function because(
  ruling: Ruling,
  reasons: readonly string[],
  violations: readonly string[] = [],
): Ruling {
  return {
    verdict: ruling.verdict,
    reasonCodes: normalizeList([...ruling.reasonCodes, ...reasons]),
    violations: normalizeList([...ruling.violations, ...violations]),
  };
}

/** Blocks, whatever was ruled before. */
export function blocked(
  ruling: Ruling,
  reasons: readonly string[],
  violations: readonly string[],
): Ruling {
  return { ...because(ruling, reasons, violations), verdict: 'block' };
}
