import type { Intent, PreparedIntent } from '../intent/intent-record.ts';
import type { PolicyRule, RateLimitPolicy, Verdict } from '../policy/policy.ts';
import type { BrokenCondition } from '../session-rules/session-call.ts';

/** What the policy says of one intent, before tokens, limits and brokers (gait-formats §4.6). */
export interface Outcome {
  readonly verdict: Verdict;
  /** Sorted, unique. */
  readonly reasonCodes: readonly string[];
  /** Sorted, unique. */
  readonly violations: readonly string[];
  /** The intent that was judged, with the digests that approvals and traces name. */
  readonly prepared: PreparedIntent;
  /** All matched rules, sorted, joined by commas; `''` when none matched. */
  readonly matchedRule: string;
  readonly minApprovals: number;
  readonly requireDistinctApprovers: boolean;
  readonly requireBrokerCredential: boolean;
  readonly requireDelegation: boolean;
  readonly requiredDelegationScopes: readonly string[];
  readonly brokerReference: string;
  readonly brokerScopes: readonly string[];
  readonly rateLimit: RateLimitPolicy;
  readonly destructiveBudget: RateLimitPolicy;
  readonly dataflowTriggered: boolean;
  /** Conditions over earlier calls of the session that are broken. */
  readonly broken: readonly BrokenCondition[];
  readonly script: ScriptOutcome | null;
  /** `context_envelope` and the inventory's path, sorted, joined by commas. */
  readonly contextSource: string;
  readonly freezeWindow: FreezeWindowDecision | null;
  readonly sandbox: SandboxDecision | null;
  readonly killSwitch: KillSwitchDecision | null;
  /**
   * Limits that count besides `rateLimit` and `destructiveBudget`: of a policy that counts
   * besides, and in `strict` of every matched rule and step. `appliedLimits` has them all.
   */
  readonly furtherLimits?: readonly FurtherLimit[];
  /**
   * Matched rules of a policy that counts besides, those of steps included. What they demand of a
   * credential counts as what the matched rules of the first policy demand: whoever holds a
   * receipt against rules holds it against these too.
   */
  readonly furtherRules?: readonly PolicyRule[];
  /**
   * The call as the policy's table of tools reads it, where that is not as it came: what it
   * destroys by that counts against budgets. Approvals and traces are about `prepared`.
   */
  readonly readByTable?: Intent;
}

/** One more limit that a call counts against. */
export interface FurtherLimit {
  readonly kind: 'rate_limit' | 'destructive_budget';
  readonly limit: RateLimitPolicy;
  /** From 0: the step of a script that it is about; undefined: the whole call. */
  readonly step: number | undefined;
}

export interface ScriptOutcome {
  readonly stepCount: number;
  readonly compositeRiskClass: string;
  readonly stepVerdicts: readonly StepVerdict[];
}

export interface StepVerdict {
  /** From 0. */
  readonly index: number;
  readonly tool_name: string;
  readonly verdict: Verdict;
  readonly reason_codes: readonly string[] | null;
  readonly violations: readonly string[] | null;
  readonly matched_rule: string;
}

/** Fields as the trace writes them. */
export interface FreezeWindowDecision {
  readonly status: 'inactive' | 'active' | 'invalid';
  readonly effect: string;
  readonly timezone: string;
  readonly evaluated_at: string;
  readonly window_name: string;
  readonly window_start: string;
  readonly window_end: string;
  readonly reason: string;
  readonly reason_code: string;
}

export interface SandboxDecision {
  readonly status: 'missing' | 'disallowed' | 'valid';
  readonly network_mode: string;
  readonly env_exposure_mode: string;
  readonly timeout_seconds: number;
  readonly filesystem_isolation: string;
  readonly user_mode: string;
  readonly evidence_ref: string;
  readonly evidence_digest: string;
  readonly reason_codes: readonly string[] | null;
}

export interface KillSwitchDecision {
  readonly status: string;
  readonly reason_code: string;
  readonly reason_codes: readonly string[] | null;
  readonly matched_entry_ids: readonly string[] | null;
  readonly evaluated_at: string;
}
