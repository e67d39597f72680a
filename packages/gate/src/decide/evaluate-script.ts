import { worseFreezeWindow } from '../constraints/freeze-window.ts';
import { worseSandbox } from '../constraints/sandbox.ts';
import type { PreparedIntent, ScriptStep, Target } from '../intent/intent-record.ts';
import type { ScriptPolicy, Verdict } from '../policy/policy.ts';
import type { WrkrTool } from '../intent/wrkr-inventory.ts';
import { withStep } from '../session-rules/session-step.ts';
import { callOf } from './call.ts';
import { bareVerdict, type CallVerdict } from './call-verdict.ts';
import { codeList, NO_CODES } from './code-list.ts';
import type { CompiledPolicy } from './compile-policy.ts';
import { evaluateCall } from './evaluate-call.ts';
import { furtherLimits, limitsOfVerdict, NO_FURTHER, tighterLimit } from './limits.ts';
import type { ScriptOutcome, StepVerdict } from './outcome.ts';
import type { Pass } from './pass.ts';
import { stricterOf } from './verdict-order.ts';

/** Steps of a script when the policy sets no other limit. */
const MAX_STEPS = 64;

export interface ScriptEvaluation {
  readonly verdict: CallVerdict;
  readonly script: ScriptOutcome;
  /** Steps whose tool the inventory lists. */
  readonly stepsKnown: number;
}

/**
 * Judges every step by itself, takes the strictest verdict and what all steps together demand,
 * then applies the policy's limits on scripts (gait-formats §4.8).
 */
export function evaluateScript(
  compiled: CompiledPolicy,
  prepared: PreparedIntent,
  steps: readonly ScriptStep[],
  pass: Pass,
  options: {
    readonly tools: ReadonlyMap<string, WrkrTool> | undefined;
    readonly strict: boolean;
  },
): ScriptEvaluation {
  const verdicts: CallVerdict[] = [];
  const risks = new Set<string>();
  let stepsKnown = 0;
  for (const step of steps) {
    const claims = options.tools?.get(step.tool_name) ?? null;
    if (claims !== null) stepsKnown++;
    const call = callOf(prepared, step, claims, options.strict);
    verdicts.push(evaluateCall(compiled, call, pass));
    if (pass.session !== undefined) pass.session = withStep(pass.session, call);
    risks.add(riskOf(step.targets ?? []));
  }
  return {
    verdict: applyLimits(
      compiled.policy.scripts,
      mergeSteps(verdicts, options.strict),
      steps.length,
      risks,
    ),
    script: {
      stepCount: steps.length,
      compositeRiskClass: highestOf(risks),
      stepVerdicts: steps.map((step, index) => stepVerdict(step, index, verdicts[index])),
    },
    stepsKnown,
  };
}

function stepVerdict(step: ScriptStep, index: number, verdict?: CallVerdict): StepVerdict {
  return {
    index,
    tool_name: step.tool_name,
    verdict: verdict?.verdict ?? 'block',
    reason_codes: verdict?.reasonCodes ?? NO_CODES,
    violations: verdict?.violations ?? NO_CODES,
    matched_rule: verdict?.matchedRule ?? '',
  };
}

/** @param strict each step also counts by itself against the limits of its own rules */
function mergeSteps(steps: readonly CallVerdict[], strict: boolean): CallVerdict {
  const merged = { ...bareVerdict('allow', NO_CODES) };
  for (const step of steps) {
    merged.verdict = stricterOf(merged.verdict, step.verdict);
    merged.minApprovals = Math.max(merged.minApprovals, step.minApprovals);
    merged.requireDistinctApprovers ||= step.requireDistinctApprovers;
    merged.requireBrokerCredential ||= step.requireBrokerCredential;
    merged.requireDelegation ||= step.requireDelegation;
    merged.dataflowTriggered ||= step.dataflowTriggered;
    if (merged.brokerReference === '') merged.brokerReference = step.brokerReference;
    merged.rateLimit = tighterLimit(merged.rateLimit, step.rateLimit);
    merged.destructiveBudget = tighterLimit(merged.destructiveBudget, step.destructiveBudget);
    merged.freezeWindow = worseFreezeWindow(merged.freezeWindow, step.freezeWindow);
    merged.sandbox = worseSandbox(merged.sandbox, step.sandbox);
  }
  const ofSteps = strict
    ? steps.flatMap((step, index) => limitsOfVerdict(step, index))
    : NO_FURTHER;
  return {
    ...merged,
    furtherLimits: furtherLimits(ofSteps),
    reasonCodes: codeList(steps.flatMap((step) => step.reasonCodes)),
    violations: codeList(steps.flatMap((step) => step.violations)),
    matchedRule: codeList(steps.map((step) => step.matchedRule)).join(','),
    requiredDelegationScopes: codeList(steps.flatMap((step) => step.requiredDelegationScopes)),
    brokerScopes: codeList(steps.flatMap((step) => step.brokerScopes)),
  };
}

function applyLimits(
  policy: ScriptPolicy,
  merged: CallVerdict,
  count: number,
  risks: ReadonlySet<string>,
): CallVerdict {
  let verdict: Verdict = merged.verdict;
  let { minApprovals } = merged;
  const reasons: string[] = [];
  const violations: string[] = [];
  if (count > (policy.max_steps > 0 ? policy.max_steps : MAX_STEPS)) {
    verdict = 'block';
    reasons.push('script_max_steps_exceeded');
    violations.push('script_max_steps_exceeded');
  }
  if (policy.require_approval_above > 0 && count > policy.require_approval_above) {
    verdict = stricterOf(verdict, 'require_approval');
    minApprovals = Math.max(minApprovals, 1);
    reasons.push('script_step_threshold_approval');
  }
  if (policy.block_mixed_risk && risks.size > 1) {
    verdict = 'block';
    reasons.push('script_mixed_risk_blocked');
    violations.push('script_mixed_risk');
  }
  if (reasons.length === 0) return merged;
  return {
    ...merged,
    verdict,
    minApprovals,
    reasonCodes: codeList([...merged.reasonCodes, ...reasons]),
    violations: codeList([...merged.violations, ...violations]),
  };
}

/** The damage that the steps of a script together can do: that of the worst. */
export function compositeRiskOf(steps: readonly ScriptStep[]): string {
  return highestOf(new Set(steps.map((step) => riskOf(step.targets ?? []))));
}

function highestOf(risks: ReadonlySet<string>): string {
  return ['high', 'medium'].find((risk) => risks.has(risk)) ?? 'low';
}

/** How much damage a step can do, by its targets. */
function riskOf(targets: readonly Target[]): 'high' | 'medium' | 'low' {
  let risk: 'medium' | 'low' = 'low';
  for (const { endpoint_class: known, destructive } of targets) {
    if (destructive || known === 'fs.delete' || known === 'proc.exec') return 'high';
    if (known === 'fs.write' || known === 'net.http' || known === 'net.dns') risk = 'medium';
  }
  return risk;
}
