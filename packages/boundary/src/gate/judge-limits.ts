import {
  appliedLimits,
  followsReference,
  type AppliedLimit,
  type LimitDecision,
  type Outcome,
} from '@gait/gate';
import type { LimitStore } from '@gait/local';
import type { GateSetup } from './gate-setup.ts';
import { blocked, type Ruling } from './ruling.ts';

/** What came of the limits. */
export interface LimitStage {
  readonly ruling: Ruling;
  /** Of several, the one that the call is over, else the first. */
  readonly rateLimit: LimitDecision | undefined;
  readonly destructiveBudget: LimitDecision | undefined;
  /** Uncounts what was counted: the call did not go ahead. */
  readonly giveBack: () => void;
}

/**
 * Rate limits, then destructive budgets (gait-formats §4.7 step 8). A call that counts is counted
 * by all that apply or by none: one that refuses it, or a fault on the way, gives back the others.
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
  const applied = appliedLimits(outcome, setup.profile);
  if (applied.length === 0) return stageOf(ruling, [], () => undefined);
  const limits = await setup.limits();
  if (followsReference(setup.profile)) {
    const decided = applied.map((each) =>
      decidedBy(each, limits.take(each.limit, each.subject, now)),
    );
    return stageOf(ruling, decided, () => undefined);
  }
  if (!spend)
    return stageOf(
      ruling,
      applied.map((each) => look(limits, each, now)),
      () => undefined,
    );
  return take(limits, applied, ruling, now);
}

/** A limit and what it said. */
interface Decided {
  readonly code: AppliedLimit['code'];
  readonly decision: LimitDecision;
}

function take(
  limits: LimitStore,
  applied: readonly AppliedLimit[],
  ruling: Ruling,
  now: bigint,
): LimitStage {
  const taken: AppliedLimit[] = [];
  const giveBack = (): void => {
    for (let last = taken.pop(); last !== undefined; last = taken.pop()) {
      limits.giveBack(last.limit, last.subject, now);
    }
  };
  const decided: Decided[] = [];
  let refused = false;
  try {
    for (const each of applied) {
      const one: Decided = refused
        ? look(limits, each, now)
        : decidedBy(each, limits.take(each.limit, each.subject, now));
      decided.push(one);
      if (!refused && one.decision.allowed) taken.push(each);
      refused ||= !one.decision.allowed;
    }
  } catch (error) {
    quietly(giveBack);
    throw error;
  }
  if (refused) giveBack();
  return stageOf(ruling, decided, giveBack);
}

/** After a fault, which is what gets told: what stays counted makes a limit tighter, never wider. */
function quietly(giveBack: () => void): void {
  try {
    giveBack();
  } catch {
    // The state that could not be written a moment ago cannot be written now.
  }
}

function look(limits: LimitStore, applied: AppliedLimit, now: bigint): Decided {
  return decidedBy(applied, limits.look(applied.limit, applied.subject, now));
}

function decidedBy({ code }: AppliedLimit, decision: LimitDecision): Decided {
  return { code, decision };
}

function stageOf(ruling: Ruling, decided: readonly Decided[], giveBack: () => void): LimitStage {
  const codes = decided.filter(({ decision }) => !decision.allowed).map(({ code }) => code);
  return {
    ruling: codes.length === 0 ? ruling : blocked(ruling, codes, codes),
    rateLimit: reported(decided, 'rate_limit_exceeded'),
    destructiveBudget: reported(decided, 'destructive_budget_exceeded'),
    giveBack,
  };
}

function reported(
  decided: readonly Decided[],
  kind: AppliedLimit['code'],
): LimitDecision | undefined {
  const ofKind = decided.filter(({ code }) => code === kind).map(({ decision }) => decision);
  return ofKind.find(({ allowed }) => !allowed) ?? ofKind[0];
}
