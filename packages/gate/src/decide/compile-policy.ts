import { asksForSession } from '../constraints/session.ts';
import type { Policy } from '../policy/policy.ts';
import { policyDigest } from '../policy/policy-digest.ts';
import { bareVerdict, type CallVerdict } from './call-verdict.ts';
import { codeList } from './code-list.ts';
import { compileRule } from './compiled-rule.ts';
import { buildRuleIndex, type RuleIndex } from './rule-index.ts';

/** A policy ready to decide. What it decides never changes. */
export interface CompiledPolicy {
  readonly policy: Policy;
  /** 64 hex digits: what approvals and traces name. */
  readonly digest: string;
  readonly index: RuleIndex;
  /** What the policy says that tools do, by name; undefined when it lists none. */
  readonly toolClasses: ReadonlyMap<string, string> | undefined;
  /** Some rule depends on the earlier calls of the session. */
  readonly asksForSession: boolean;
  /** Some rule depends on what a command would do. */
  readonly asksForCommand: boolean;
  /** What a call is told that no rule matches. */
  readonly otherwise: CallVerdict;
}

/**
 * Works out everything that does not depend on a call. The policy must be normalised, as
 * `parsePolicy` returns it, and must not be changed afterwards.
 *
 * @param known the policy's digest, when the caller has it.
 */
export function compilePolicy(
  policy: Policy,
  known: { readonly digest?: string } = {},
): CompiledPolicy {
  const verdict = policy.default_verdict;
  const tools = Object.entries(policy.tool_classes);
  const otherwise = bareVerdict(verdict, codeList([`default_${verdict}`]));
  return {
    policy,
    digest: known.digest ?? policyDigest(policy),
    index: buildRuleIndex(policy.rules.map(compileRule)),
    toolClasses: tools.length === 0 ? undefined : new Map(tools),
    asksForSession: policy.rules.some(asksForSession),
    asksForCommand: policy.rules.some(({ match }) => match.command !== null),
    otherwise: verdict === 'require_approval' ? { ...otherwise, minApprovals: 1 } : otherwise,
  };
}
