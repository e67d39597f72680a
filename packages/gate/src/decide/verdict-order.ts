import type { Verdict } from '../policy/policy.ts';

const RANK: Readonly<Record<Verdict, number>> = {
  allow: 0,
  dry_run: 1,
  require_approval: 2,
  block: 3,
};

/** True when `left` restricts more than `right`. */
export function isStricter(left: Verdict, right: Verdict): boolean {
  return RANK[left] > RANK[right];
}

/** The verdict that restricts more. */
export function stricterOf(left: Verdict, right: Verdict): Verdict {
  return RANK[right] > RANK[left] ? right : left;
}
