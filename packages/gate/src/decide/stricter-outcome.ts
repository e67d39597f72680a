import { normalizeList } from '@gait/canon';
import type { RateLimitPolicy } from '../policy/policy.ts';
import type { CompiledPolicy } from './compile-policy.ts';
import type { Outcome } from './outcome.ts';
import { isStricter, stricterOf } from './verdict-order.ts';

/**
 * What two policies say of one call together: the stricter verdict, and the demands of both. The
 * digests, rules and steps stay those of the first; the grounds of the second count where it is
 * stricter, with the reason code `user_policy_stricter`.
 *
 * @param second what the policy of the user or the organisation says
 */
export function stricterOutcome(first: Outcome, second: Outcome, further: CompiledPolicy): Outcome {
  const stricter = isStricter(second.verdict, first.verdict);
  const matched = new Set(second.matchedRule.split(','));
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
    rateLimit: tighter(first.rateLimit, second.rateLimit),
    destructiveBudget: tighter(first.destructiveBudget, second.destructiveBudget),
    broken: [...first.broken, ...second.broken],
    furtherRules: [
      ...(first.furtherRules ?? []),
      ...further.policy.rules.filter(({ name }) => matched.has(name)),
    ],
    freezeWindow: first.freezeWindow ?? second.freezeWindow,
    sandbox: first.sandbox ?? second.sandbox,
  };
}

/** The limit that lets fewer calls through in an hour. `requests` 0 is no limit. */
function tighter(first: RateLimitPolicy, second: RateLimitPolicy): RateLimitPolicy {
  if (second.requests === 0) return first;
  if (first.requests === 0) return second;
  return perHour(second) < perHour(first) ? second : first;
}

function perHour({ requests, window }: RateLimitPolicy): number {
  return window === 'minute' ? requests * 60 : requests;
}
