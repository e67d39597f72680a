import { normalizeList } from '@gait/canon';
import { worseFreezeWindow } from '../constraints/freeze-window.ts';
import { worseSandbox } from '../constraints/sandbox.ts';
import type { PolicyRule } from '../policy/policy.ts';
import type { CompiledPolicy } from './compile-policy.ts';
import { furtherLimits, limitsOfVerdict, tighterLimit } from './limits.ts';
import type { Outcome } from './outcome.ts';
import { isStricter, stricterOf } from './verdict-order.ts';

/**
 * What two policies say of one call together: the stricter verdict, and the demands of both; all
 * limits of both count, whichever is tighter (`appliedLimits`). The digests, rules and steps stay those of the first; the grounds of the second count where it is
 * stricter, with the reason code `user_policy_stricter`.
 *
 * @param second what the policy of the user or the organisation says
 */
export function stricterOutcome(first: Outcome, second: Outcome, further: CompiledPolicy): Outcome {
  const stricter = isStricter(second.verdict, first.verdict);
  const rateLimit = tighterLimit(first.rateLimit, second.rateLimit);
  const destructiveBudget = tighterLimit(first.destructiveBudget, second.destructiveBudget);
  return {
    ...first,
    verdict: stricterOf(first.verdict, second.verdict),
    reasonCodes: stricter
      ? normalizeList([...first.reasonCodes, ...second.reasonCodes, 'user_policy_stricter'])
      : first.reasonCodes,
    violations: stricter
      ? normalizeList([...first.violations, ...second.violations])
      : first.violations,
    minApprovals: Math.max(first.minApprovals, second.minApprovals),
    requireDistinctApprovers: first.requireDistinctApprovers || second.requireDistinctApprovers,
    requireBrokerCredential: first.requireBrokerCredential || second.requireBrokerCredential,
    requireDelegation: first.requireDelegation || second.requireDelegation,
    requiredDelegationScopes: normalizeList([
      ...first.requiredDelegationScopes,
      ...second.requiredDelegationScopes,
    ]),
    brokerReference: first.brokerReference || second.brokerReference,
    brokerScopes: normalizeList([...first.brokerScopes, ...second.brokerScopes]),
    rateLimit,
    destructiveBudget,
    furtherLimits: furtherLimits(
      [...limitsOfVerdict(first), ...limitsOfVerdict(second)],
      limitsOfVerdict({ rateLimit, destructiveBudget }),
    ),
    dataflowTriggered: first.dataflowTriggered || second.dataflowTriggered,
    broken: [...first.broken, ...second.broken],
    furtherRules: [...(first.furtherRules ?? []), ...matchedRules(second, further)],
    freezeWindow: worseFreezeWindow(first.freezeWindow, second.freezeWindow),
    sandbox: worseSandbox(first.sandbox, second.sandbox),
  };
}

/**
 * The rules that matched, for the call or for a step of it. A name may hold the comma that names
 * are joined by: rather a rule too many than one that demands nothing.
 */
function matchedRules(outcome: Outcome, { policy }: CompiledPolicy): readonly PolicyRule[] {
  const steps = outcome.script?.stepVerdicts ?? [];
  const matched = [outcome.matchedRule, ...steps.map((step) => step.matched_rule)]
    .map((names) => `,${names},`)
    .join('');
  return policy.rules.filter(({ name }) => matched.includes(`,${name},`));
}
