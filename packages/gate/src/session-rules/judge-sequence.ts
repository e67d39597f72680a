import type { SequencePolicy } from '../policy/policy.ts';
import { NO_LABELS } from './labels.ts';
import { countPossible, hasSucceeded } from './select-calls.ts';
import type { BrokenCondition } from './session-call.ts';
import type { SessionHistory } from './session-history.ts';

/** Reason codes of the conditions; the rule's own comes with them. */
const SEQUENCE_REASONS = {
  after: 'sequence_after_forbidden',
  requires_success: 'sequence_requires_success',
  counts: 'sequence_limit_reached',
} as const;

/**
 * The conditions over earlier calls of the session that are broken; none: the rule's effect
 * stands. A call counts once it was allowed, whatever came of it; a success counts once the
 * journal says so.
 */
export function judgeSequence(
  rule: string,
  policy: SequencePolicy,
  history: SessionHistory,
): readonly BrokenCondition[] {
  const broken: BrokenCondition[] = [];
  const add = (condition: keyof typeof SEQUENCE_REASONS, calls: number): void => {
    const reason = SEQUENCE_REASONS[condition];
    broken.push({ rule, condition, reason_code: reason, calls, labels: NO_LABELS });
  };
  const { after, requires_success: success, counts } = policy;
  if (after !== null) {
    const calls = countPossible(after, history);
    if (calls > 0 || !history.complete) add('after', calls);
  }
  if (success !== null && !hasSucceeded(success, history)) add('requires_success', 0);
  if (counts !== null) {
    const calls = countPossible(counts, history);
    if (calls >= policy.max_calls || !history.complete) add('counts', calls);
  }
  return broken;
}
