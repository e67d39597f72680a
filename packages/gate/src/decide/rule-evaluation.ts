import type { Verdict } from '../policy/policy.ts';
import type { FreezeWindowDecision, SandboxDecision } from './outcome.ts';
import type { Call } from './call.ts';
import { mergeCodes } from './code-list.ts';
import type { CompiledRule } from './compiled-rule.ts';
import type { Pass } from './pass.ts';
import { stricterOf } from './verdict-order.ts';

/** What one matched rule makes of a call. */
export interface RuleEvaluation {
  readonly compiled: CompiledRule;
  readonly effect: Verdict;
  readonly reasons: readonly string[];
  readonly violations: readonly string[];
  readonly dataflow: boolean;
  readonly freezeWindow: FreezeWindowDecision | null;
  readonly sandbox: SandboxDecision | null;
}

/**
 * Applies a matched rule: its effect, then its constraints, then what destructive targets demand
 * (gait-formats §4.6). Constraints only tighten; only the reference lets a dataflow action
 * replace a stricter effect.
 */
export function evaluateRule(compiled: CompiledRule, call: Call, pass: Pass): RuleEvaluation {
  let effect = compiled.rule.effect;
  let { reasons, violations } = compiled;
  let dataflow = false;
  let freezeWindow: FreezeWindowDecision | null = null;
  let sandbox: SandboxDecision | null = null;
  for (const constraint of compiled.constraints) {
    const found = constraint(call, pass);
    if (found === null) continue;
    if (found.freezeWindow !== null) freezeWindow = found.freezeWindow;
    if (found.sandbox !== null) sandbox = found.sandbox;
    if (found.effect === null) continue;
    const tightened = stricterOf(effect, found.effect);
    if (found.dataflow && !pass.mended) {
      if (tightened !== found.effect) pass.defect = true;
      effect = found.effect;
    } else effect = tightened;
    dataflow ||= found.dataflow;
    reasons = mergeCodes(reasons, found.reasons);
    violations = mergeCodes(violations, found.violations);
  }
  if (call.destructive && !isContained(call, sandbox)) {
    const planned = call.context.phase === 'plan';
    effect = stricterOf(effect, planned ? 'dry_run' : 'require_approval');
    reasons = mergeCodes(reasons, planned ? PLANNED : APPLIED);
  }
  return { compiled, effect, reasons, violations, dataflow, freezeWindow, sandbox };
}

const PLANNED: readonly string[] = Object.freeze(['plan_phase_non_destructive']);
const APPLIED: readonly string[] = Object.freeze(['destructive_apply_requires_approval']);

/** Running programs in a valid sandbox is what the sandbox is for. */
function isContained(call: Call, sandbox: SandboxDecision | null): boolean {
  return (
    sandbox?.status === 'valid' &&
    call.targets.every((target) => target.endpoint_class === 'proc.exec')
  );
}
