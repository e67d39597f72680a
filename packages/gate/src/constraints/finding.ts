import { codeList } from '../decide/code-list.ts';
import type { Call } from '../decide/call.ts';
import type { FreezeWindowDecision, SandboxDecision } from '../decide/outcome.ts';
import type { Verdict } from '../policy/policy.ts';
import type { Pass } from '../decide/pass.ts';

/** What a constraint of a matched rule found wrong, or recorded. */
export interface Finding {
  /** Null: nothing is wrong, only a decision is recorded. */
  readonly effect: Verdict | null;
  readonly reasons: readonly string[];
  readonly violations: readonly string[];
  readonly freezeWindow: FreezeWindowDecision | null;
  readonly sandbox: SandboxDecision | null;
  readonly dataflow: boolean;
}

/** A constraint of one rule, ready to be applied; null when it is satisfied. */
export type Constraint = (call: Call, pass: Pass) => Finding | null;

/** A finding without a decision record. */
export function finding(
  effect: Verdict,
  reasons: readonly string[],
  violations: readonly string[],
): Finding {
  return {
    effect,
    reasons: codeList(reasons),
    violations: codeList(violations),
    freezeWindow: null,
    sandbox: null,
    dataflow: false,
  };
}
