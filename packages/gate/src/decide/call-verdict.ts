import { worseFreezeWindow } from '../constraints/freeze-window.ts';
import { worseSandbox } from '../constraints/sandbox.ts';
import type { RateLimitPolicy, Verdict } from '../policy/policy.ts';
import type { FreezeWindowDecision, FurtherLimit, SandboxDecision } from './outcome.ts';
import { codeList, NO_CODES } from './code-list.ts';
import { furtherLimits, limitsOfVerdict, NO_FURTHER, NO_LIMIT, tighterLimit } from './limits.ts';
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
  /** What counts besides these two; only in `strict`. */
  readonly furtherLimits: readonly FurtherLimit[];
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
    furtherLimits: NO_FURTHER,
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
    furtherLimits: NO_FURTHER,
    dataflowTriggered: evaluation.dataflow,
    freezeWindow: evaluation.freezeWindow,
    sandbox: evaluation.sandbox,
  };
}

/**
 * The verdict when several rules of the same priority matched: the strictest effect. Only the
 * rules that reached it say why; all of them are named.
 *
 * In the reference only these demand anything too: a rule that lets a call pass with a broker's
 * credential and a limit, beside one that wants an approval, demands neither, so that the
 * approved call runs without them.
 *
 * @param joined `strict`: what any of the rules demands is demanded, whatever its effect
 */
export function verdictOfRules(
  evaluations: readonly RuleEvaluation[],
  joined: boolean,
): CallVerdict {
  let verdict: Verdict = 'allow';
  for (const { effect } of evaluations) verdict = stricterOf(verdict, effect);
  const deciding = evaluations.filter(({ effect }) => effect === verdict);
  const demanding = joined ? evaluations : deciding;
  const asks = verdict === 'require_approval';
  const some = (test: (evaluation: RuleEvaluation) => boolean): boolean => demanding.some(test);
  const all = (pick: (compiled: RuleEvaluation['compiled']) => readonly string[]) =>
    codeList(demanding.flatMap(({ compiled }) => pick(compiled)));
  let approvals = 1;
  let rateLimit = NO_LIMIT;
  let destructiveBudget = NO_LIMIT;
  for (const { compiled } of demanding) {
    approvals = Math.max(approvals, compiled.rule.min_approvals);
    rateLimit = tighterLimit(rateLimit, compiled.rateLimit);
    destructiveBudget = tighterLimit(destructiveBudget, compiled.destructiveBudget);
  }
  let freezeWindow: FreezeWindowDecision | null = null;
  let sandbox: SandboxDecision | null = null;
  for (const evaluation of deciding) {
    freezeWindow = worseFreezeWindow(freezeWindow, evaluation.freezeWindow);
    sandbox = worseSandbox(sandbox, evaluation.sandbox);
  }
  return {
    verdict,
    reasonCodes: codeList(deciding.flatMap(({ reasons }) => reasons)),
    violations: codeList(deciding.flatMap(({ violations }) => violations)),
    matchedRule: codeList(evaluations.flatMap(({ compiled }) => compiled.names)).join(','),
    minApprovals: asks ? approvals : 0,
    requireDistinctApprovers:
      asks && some(({ compiled }) => compiled.rule.require_distinct_approvers),
    requireBrokerCredential: some(({ compiled }) => compiled.rule.require_broker_credential),
    requireDelegation: some(({ compiled }) => compiled.rule.match.require_delegation),
    requiredDelegationScopes: all(({ delegationScopes }) => delegationScopes),
    brokerReference: all(({ brokerReferences }) => brokerReferences).join(','),
    brokerScopes: all(({ brokerScopes }) => brokerScopes),
    rateLimit,
    destructiveBudget,
    furtherLimits: joined
      ? furtherLimits(
          demanding.flatMap(({ compiled }) => limitsOfVerdict(compiled)),
          limitsOfVerdict({ rateLimit, destructiveBudget }),
        )
      : NO_FURTHER,
    dataflowTriggered: deciding.some(({ dataflow }) => dataflow),
    freezeWindow,
    sandbox,
  };
}
