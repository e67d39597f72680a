import type { Pass } from '../decide/pass.ts';
import { stricterOf } from '../decide/verdict-order.ts';
import type { PolicyRule, Verdict } from '../policy/policy.ts';
import { judgeSequence } from '../session-rules/judge-sequence.ts';
import { judgeTaint } from '../session-rules/judge-taint.ts';
import { NO_LABELS } from '../session-rules/labels.ts';
import type { BrokenCondition } from '../session-rules/session-call.ts';
import { finding, type Constraint } from './finding.ts';

/** Reason and violation of a call whose session's history cannot be read. */
export const HISTORY_UNAVAILABLE = 'session_history_unavailable';

const UNKNOWN = finding('block', [HISTORY_UNAVAILABLE], [HISTORY_UNAVAILABLE]);

/** True when the rule depends on the earlier calls of the session (schema 1.1.0). */
export function asksForSession(rule: PolicyRule): boolean {
  return rule.sequence !== null || rule.taint !== null;
}

/** What earlier calls forbid. A call whose session is not known is blocked. */
export function sessionConstraint(rule: PolicyRule): Constraint {
  const { name, sequence, taint } = rule;
  return (call, pass) => {
    const history = pass.session;
    if (history === undefined) {
      record(pass, [unknown(name)]);
      return UNKNOWN;
    }
    let effect: Verdict = 'allow';
    const reasons: string[] = [];
    const violations: string[] = [];
    const judge = (
      policy: NonNullable<typeof sequence | typeof taint>,
      broken: readonly BrokenCondition[],
    ): void => {
      if (broken.length === 0) return;
      effect = stricterOf(effect, policy.action);
      for (const { reason_code: reason } of broken) reasons.push(reason);
      reasons.push(policy.reason_code);
      violations.push(policy.violation);
      record(pass, broken);
    };
    if (sequence !== null) judge(sequence, judgeSequence(name, sequence, history));
    if (taint !== null) {
      const flow = judgeTaint(name, taint, call, history);
      if (flow !== null) judge(taint, [flow]);
    }
    return reasons.length === 0 ? null : finding(effect, reasons, violations);
  };
}

function unknown(rule: string): BrokenCondition {
  return {
    rule,
    condition: 'history',
    reason_code: HISTORY_UNAVAILABLE,
    calls: 0,
    labels: NO_LABELS,
  };
}

function record(pass: Pass, broken: readonly BrokenCondition[]): void {
  pass.broken = [...pass.broken, ...broken];
}
