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
 * limits of both count, whichever is tighter (`appliedLimits`). The digests, rules and steps stay
 * those of the first; the grounds of the second count where it is stricter, with the reason code
 * `user_policy_stricter`.
 *
 * @param second what the policy of the user or the organisation says
 */
export function stricterOutcome(first: Outcome, second: Outcome, further: CompiledPolicy): Outcome {
  const stricter = isStricter(second.verdict, first.verdict);
  return {
    ...withDemandsOf(first, second, further),
    verdict: stricterOf(first.verdict, second.verdict),
    reasonCodes: stricter
      ? normalizeList([...first.reasonCodes, ...second.reasonCodes, 'user_policy_stricter'])
      : first.reasonCodes,
    violations: stricter
      ? normalizeList([...first.violations, ...second.violations])
      : first.violations,
    broken: [...first.broken, ...second.broken],
  };
}

/**
 * What one policy says of one call that can be read in two ways: the stricter answer, with the
 * demands of the other. It stays about the call as it came.
 *
 * @param said about the call as it came
 * @param read about the call as it can be read, too
 * @param reason code of an answer that this reading made stricter
 */
export function stricterReading(
  said: Outcome,
  read: Outcome,
  policy: CompiledPolicy,
  reason: 'path_case_stricter' | 'tool_class_stricter',
): Outcome {
  if (!isStricter(read.verdict, said.verdict)) return withDemandsOf(said, read, policy);
  return {
    ...withDemandsOf(read, said, policy),
    prepared: said.prepared,
    reasonCodes: normalizeList([...read.reasonCodes, reason]),
  };
}

/** An outcome that demands what another demands besides: whoever may run a call fulfils both. */
function withDemandsOf(outcome: Outcome, other: Outcome, policy: CompiledPolicy): Outcome {
  const rateLimit = tighterLimit(outcome.rateLimit, other.rateLimit);
  const destructiveBudget = tighterLimit(outcome.destructiveBudget, other.destructiveBudget);
  return {
    ...outcome,
    minApprovals: Math.max(outcome.minApprovals, other.minApprovals),
    requireDistinctApprovers: outcome.requireDistinctApprovers || other.requireDistinctApprovers,
    requireBrokerCredential: outcome.requireBrokerCredential || other.requireBrokerCredential,
    requireDelegation: outcome.requireDelegation || other.requireDelegation,
    requiredDelegationScopes: normalizeList([
      ...outcome.requiredDelegationScopes,
      ...other.requiredDelegationScopes,
    ]),
    brokerReference: outcome.brokerReference || other.brokerReference,
    brokerScopes: normalizeList([...outcome.brokerScopes, ...other.brokerScopes]),
    rateLimit,
    destructiveBudget,
    furtherLimits: furtherLimits(
      [...limitsOfVerdict(outcome), ...limitsOfVerdict(other)],
      limitsOfVerdict({ rateLimit, destructiveBudget }),
    ),
    dataflowTriggered: outcome.dataflowTriggered || other.dataflowTriggered,
    furtherRules: [
      ...(outcome.furtherRules ?? []),
      ...(other.furtherRules ?? []),
      ...matchedRules(other, policy),
    ],
    freezeWindow: worseFreezeWindow(outcome.freezeWindow, other.freezeWindow),
    sandbox: worseSandbox(outcome.sandbox, other.sandbox),
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
