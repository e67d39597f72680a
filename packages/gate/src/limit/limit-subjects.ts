import type { Outcome } from '../decide/outcome.ts';
import { hasDestructiveTargets, isDestructiveCall } from '../intent/destructive-targets.ts';
import type { Intent, ScriptStep } from '../intent/intent-record.ts';
import type { Profile } from '../intent/strictness.ts';
import type { RateLimitPolicy } from '../policy/policy.ts';
import { destructiveSubject, type LimitSubject } from './take-from-limit.ts';

/** One limit that a call counts against, once. */
export interface AppliedLimit {
  readonly limit: RateLimitPolicy;
  readonly subject: LimitSubject;
  /** Reason code and violation of a call that is over it. */
  readonly code: 'rate_limit_exceeded' | 'destructive_budget_exceeded';
}

/**
 * Under whom a call counts: itself, and in `strict` each step of a script under its own tool.
 * The reference counts a script of any length as one use of the tool `script`.
 */
export function limitSubjects(intent: Intent, profile: Profile): readonly LimitSubject[] {
  const { identity } = intent.context;
  const steps = intent.script?.steps ?? [];
  if (profile !== 'strict' || steps.length === 0) {
    return [{ toolName: intent.tool_name, identity }];
  }
  return steps.map((step) => ({ toolName: step.tool_name, identity }));
}

/**
 * All that a call counts against, in the order it is to be taken: rate limits, then destructive
 * budgets (gait-formats §4.7 step 8). The first of each kind is the one that is reported.
 *
 * A script in `strict` counts step by step, each against the limits of its own rules. Limits of
 * another policy beside the first (`stricterOutcome`) count in every profile.
 */
export function appliedLimits(outcome: Outcome, profile: Profile): readonly AppliedLimit[] {
  const { rateLimit, destructiveBudget, prepared } = outcome;
  const intent = outcome.readByTable ?? prepared.intent;
  const subjects = limitSubjects(intent, profile);
  const byStep = profile === 'strict' && intent.script !== null;
  const all = [
    { kind: 'rate_limit', limit: rateLimit, step: undefined },
    { kind: 'destructive_budget', limit: destructiveBudget, step: undefined },
    ...(outcome.furtherLimits ?? []),
  ] as const;
  const applied: AppliedLimit[] = [];
  for (const kind of ['rate_limit', 'destructive_budget'] as const) {
    const budget = kind === 'destructive_budget';
    for (const { limit, step } of all.filter((each) => each.kind === kind)) {
      // The tightest of all steps is one of those that the steps have of their own.
      if (limit.requests <= 0 || (byStep && step === undefined)) continue;
      const destroys =
        step === undefined ? hasDestructiveTargets(intent) : isDestructiveStep(intent, step);
      if (budget && !destroys) continue;
      const subject = subjects[step ?? 0] as LimitSubject;
      applied.push({
        limit,
        subject: budget ? destructiveSubject(subject) : subject,
        code: budget ? 'destructive_budget_exceeded' : 'rate_limit_exceeded',
      });
    }
  }
  return applied;
}

/** A step that names nothing it destroys may destroy what the script says it does. */
function isDestructiveStep({ script, targets }: Intent, index: number): boolean {
  const steps = script?.steps ?? [];
  const destroys = (step: ScriptStep | undefined): boolean =>
    isDestructiveCall(step?.targets ?? null);
  return destroys(steps[index]) || (!steps.some(destroys) && isDestructiveCall(targets));
}
