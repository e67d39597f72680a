import { missingFacts } from '../decide/fail-closed.ts';
import type { PreparedIntent } from '../intent/intent-record.ts';
import type { Profile } from '../intent/strictness.ts';
import type { Policy } from '../policy/policy.ts';

/** True when `fail_closed` blocks the intent before any rule is looked at (gait-formats §4.6.3). */
export function lacksFacts(
  policy: Policy,
  prepared: PreparedIntent,
  profile: Profile = 'standard',
): boolean {
  return missingFacts(policy.fail_closed, prepared.intent, profile === 'strict') !== null;
}
