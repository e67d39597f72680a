import {
  destructiveSubject,
  followsReference,
  hasDestructiveTargets,
  type LimitDecision,
  type LimitSubject,
  type Outcome,
  type RateLimitPolicy,
} from '@gait/gate';
import type { GateSetup } from './gate-setup.ts';
import { blocked, type Ruling } from './ruling.ts';

/** One limit that applies to a call. */
interface AppliedLimit {
  readonly limit: RateLimitPolicy;
  readonly subject: LimitSubject;
  /** Reason code and violation of a call that is over it. */
  readonly code: 'rate_limit_exceeded' | 'destructive_budget_exceeded';
}

/** What came of the limits. */
export interface LimitStage {
  readonly ruling: Ruling;
  readonly rateLimit: LimitDecision | undefined;
  readonly destructiveBudget: LimitDecision | undefined;
  /** Uncounts what was counted: the call did not go ahead. */
  readonly giveBack: () => void;
}

/**
 * Rate limit, then destructive budget (gait-formats §4.7 step 8).
 *
 * @param spend Whether the call counts. A call that is not going ahead is only looked at, so
 *   that nobody uses up another's budget with calls that are blocked anyway; the profiles that
 *   follow the reference count every call as it does.
 */
export async function judgeLimits(
  setup: GateSetup,
  outcome: Outcome,
  ruling: Ruling,
  spend: boolean,
  now: bigint,
): Promise<LimitStage> {
  const counts = spend || followsReference(setup.profile);
  const [rate, budget] = limitsOf(outcome);
  if (rate === undefined && budget === undefined) {
    return {
      ruling,
      rateLimit: undefined,
      destructiveBudget: undefined,
      giveBack: () => undefined,
    };
  }
  const limits = await setup.limits();
  const taken: AppliedLimit[] = [];
  const judge = (applied: AppliedLimit | undefined): LimitDecision | undefined => {
    if (applied === undefined) return undefined;
    const { limit, subject } = applied;
    const decision = counts ? limits.take(limit, subject, now) : limits.look(limit, subject, now);
    if (counts && decision.allowed) taken.push(applied);
    return decision;
  };
  const rateLimit = judge(rate);
  const destructiveBudget = judge(budget);
  let judged = ruling;
  for (const [applied, decision] of [
    [rate, rateLimit],
    [budget, destructiveBudget],
  ] as const) {
    if (applied !== undefined && decision?.allowed === false) {
      judged = blocked(judged, [applied.code], [applied.code]);
    }
  }
  return {
    ruling: judged,
    rateLimit,
    destructiveBudget,
    giveBack: () => {
      if (followsReference(setup.profile)) return;
      for (const { limit, subject } of taken.splice(0)) limits.giveBack(limit, subject, now);
    },
  };
}

function limitsOf(outcome: Outcome): readonly [AppliedLimit | undefined, AppliedLimit | undefined] {
  const { rateLimit, destructiveBudget, prepared } = outcome;
  const { intent } = prepared;
  const subject = { toolName: intent.tool_name, identity: intent.context.identity };
  const budgeted = destructiveBudget.requests > 0 && hasDestructiveTargets(intent);
  return [
    rateLimit.requests > 0 ? { limit: rateLimit, subject, code: 'rate_limit_exceeded' } : undefined,
    budgeted
      ? {
          limit: destructiveBudget,
          subject: destructiveSubject(subject),
          code: 'destructive_budget_exceeded',
        }
      : undefined,
  ];
}
