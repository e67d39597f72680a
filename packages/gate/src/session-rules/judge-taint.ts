import { isDestination } from '../constraints/dataflow.ts';
import type { Call } from '../decide/call.ts';
import type { TaintPolicy } from '../policy/policy.ts';
import { labelsOfArguments, labelsOfTarget } from './carried-labels.ts';
import { heldOf, joinLabels } from './labels.ts';
import type { BrokenCondition } from './session-call.ts';
import type { SessionHistory } from './session-history.ts';

/** Reason code of a flow; the rule's own comes with it. */
const TAINT_REASON = 'taint_flow';

/**
 * Null unless the call takes data with one of the policy's labels to one of its destinations:
 * from its arguments, or from another target of the same call.
 */
export function judgeTaint(
  rule: string,
  policy: TaintPolicy,
  call: Call,
  history: SessionHistory,
): BrokenCondition | null {
  const destinations = call.targets.filter((target) => isDestination(policy, target));
  if (destinations.length === 0) return null;
  const carried = labelsOfArguments(call, history);
  let found = heldOf(policy.labels, carried);
  for (const destination of destinations) {
    for (const target of call.targets) {
      // What lies at the destination already does not flow there.
      if (target === destination) continue;
      const held = heldOf(policy.labels, labelsOfTarget(target, call, history));
      found = joinLabels(found, held);
    }
  }
  if (found.length === 0) return null;
  return { rule, condition: 'taint', reason_code: TAINT_REASON, calls: 0, labels: found };
}
