import { worseFreezeWindow } from '../constraints/freeze-window.ts';
import { worseSandbox } from '../constraints/sandbox.ts';
import type { RateLimitPolicy, Verdict } from '../policy/policy.ts';
import type { FreezeWindowDecision, SandboxDecision } from './outcome.ts';
import { codeList, NO_CODES } from './code-list.ts';
import { NO_LIMIT, tighterLimit } from './limits.ts';
import type { RuleEvaluation } from './rule-evaluation.ts';
import { stricterOf } from './verdict-order.ts';

/** What the rules say of one call. */
export interface CallVerdict {
  readonly verdict: Verdict;
  readonly reasonCodes: readonly string[];
  readonly violations: readonly string[];
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
  readonly freezeWindow: FreezeWindowDecision | null;
  readonly sandbox: SandboxDecision | null;
}

/** A verdict that no rule gave, and that demands nothing. */
export function bareVerdict(
  verdict: Verdict,
  reasonCodes: readonly string[],
  violations: readonly string[] = NO_CODES,
): CallVerdict {
  return {
    verdict,
    reasonCodes,
    violations,
    matchedRule: '',
    minApprovals: 0,
    requireDistinctApprovers: false,
    requireBrokerCredential: false,
    requireDelegation: false,
    requiredDelegationScopes: NO_CODES,
    brokerReference: '',
    brokerScopes: NO_CODES,
    rateLimit: NO_LIMIT,
    destructiveBudget: NO_LIMIT,
    dataflowTriggered: false,
    freezeWindow: null,
    sandbox: null,
  };
}

/** The verdict when one rule matched. */
export function verdictOfRule(evaluation: RuleEvaluation): CallVerdict {
  const { compiled, effect } = evaluation;
  const { rule } = compiled;
  const asks = effect === 'require_approval';
  return {
    verdict: effect,
    reasonCodes: evaluation.reasons,
    violations: evaluation.violations,
    matchedRule: compiled.names[0] ?? '',
    minApprovals: asks ? Math.max(rule.min_approvals, 1) : 0,
    requireDistinctApprovers: asks && rule.require_distinct_approvers,
    requireBrokerCredential: rule.require_broker_credential,
    requireDelegation: rule.match.require_delegation,
    requiredDelegationScopes: compiled.delegationScopes,
    brokerReference: compiled.brokerReferences[0] ?? '',
    brokerScopes: compiled.brokerScopes,
    rateLimit: compiled.rateLimit,
    destructiveBudget: compiled.destructiveBudget,
    dataflowTriggered: evaluation.dataflow,
    freezeWindow: evaluation.freezeWindow,
    sandbox: evaluation.sandbox,
  };
}

/**
 * The verdict when several rules of the same priority matched: the strictest effect. Only the
 * rules that reached it say why and what is demanded; all of them are named.
 */
export function verdictOfRules(evaluations: readonly RuleEvaluation[]): CallVerdict {
  let verdict: Verdict = 'allow';
  for (const { effect } of evaluations) verdict = stricterOf(verdict, effect);
  const deciding = evaluations.filter(({ effect }) => effect === verdict);
  const asks = verdict === 'require_approval';
  const some = (test: (evaluation: RuleEvaluation) => boolean): boolean => deciding.some(test);
  const all = (pick: (evaluation: RuleEvaluation) => readonly string[]): readonly string[] =>
    codeList(deciding.flatMap(pick));
  let approvals = 0;
  let rateLimit = NO_LIMIT;
  let destructiveBudget = NO_LIMIT;
  let freezeWindow: FreezeWindowDecision | null = null;
  let sandbox: SandboxDecision | null = null;
  for (const evaluation of deciding) {
    const { compiled } = evaluation;
    approvals = Math.max(approvals, compiled.rule.min_approvals, 1);
    rateLimit = tighterLimit(rateLimit, compiled.rateLimit);
    destructiveBudget = tighterLimit(destructiveBudget, compiled.destructiveBudget);
    freezeWindow = worseFreezeWindow(freezeWindow, evaluation.freezeWindow);
    sandbox = worseSandbox(sandbox, evaluation.sandbox);
  }
  return {
    verdict,
    reasonCodes: all(({ reasons }) => reasons),
    violations: all(({ violations }) => violations),
    matchedRule: codeList(evaluations.flatMap(({ compiled }) => compiled.names)).join(','),
    minApprovals: asks ? approvals : 0,
    requireDistinctApprovers:
      asks && some(({ compiled }) => compiled.rule.require_distinct_approvers),
    requireBrokerCredential: some(({ compiled }) => compiled.rule.require_broker_credential),
    requireDelegation: some(({ compiled }) => compiled.rule.match.require_delegation),
    requiredDelegationScopes: all(({ compiled }) => compiled.delegationScopes),
    brokerReference: all(({ compiled }) => compiled.brokerReferences).join(','),
    brokerScopes: all(({ compiled }) => compiled.brokerScopes),
    rateLimit,
    destructiveBudget,
    dataflowTriggered: some(({ dataflow }) => dataflow),
    freezeWindow,
    sandbox,
  };
}
