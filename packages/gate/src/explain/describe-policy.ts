import type { Policy, PolicyRule } from '../policy/policy.ts';
import { describeConstraints } from './describe-constraints.ts';
import { describeMatch } from './describe-match.ts';

/** A rule in plain words. */
export interface RuleDescription {
  readonly name: string;
  readonly effect: string;
  /** What a call must be, one clause each; empty: every call. */
  readonly when: readonly string[];
  /** What else must hold, and what it leads to otherwise. */
  readonly provided: readonly string[];
}

/** A policy in plain words. */
export interface PolicyDescription {
  /** Before rules are looked at. */
  readonly before: readonly string[];
  /** By priority: the first that a call matches decides, and in it the strictest rule. */
  readonly priorities: readonly {
    readonly priority: number;
    readonly rules: readonly RuleDescription[];
  }[];
  /** What happens to a call that no rule matches. */
  readonly otherwise: string;
  /** After rules: scripts, servers. */
  readonly after: readonly string[];
}

/** Says what a policy does. Names and values are the author's text, as it was written. */
export function describePolicy(policy: Policy): PolicyDescription {
  const priorities = [...new Set(policy.rules.map(({ priority }) => priority))];
  return {
    before: [...describeTools(policy), ...describeFailClosed(policy)],
    priorities: priorities.map((priority) => ({
      priority,
      rules: policy.rules.filter((rule) => rule.priority === priority).map(describeRule),
    })),
    otherwise: EFFECTS[policy.default_verdict],
    after: [...describeScripts(policy), ...describeMcpTrust(policy)],
  };
}

/** What a verdict means for a call. */
export const EFFECTS = {
  allow: 'runs',
  dry_run: 'is only tried out',
  require_approval: 'needs an approval',
  block: 'is blocked',
} as const;

function describeRule(rule: PolicyRule): RuleDescription {
  const { effect, min_approvals: approvals, require_distinct_approvers: distinct } = rule;
  const by = distinct ? ' by different people' : '';
  const several = approvals > 1 ? `needs ${approvals} approvals${by}` : EFFECTS[effect];
  return {
    name: rule.name,
    effect: effect === 'require_approval' ? several : EFFECTS[effect],
    when: describeMatch(rule.match),
    provided: describeConstraints(rule),
  };
}

/** One sentence a class. */
function describeTools({ tool_classes: table }: Policy): readonly string[] {
  const entries = Object.entries(table);
  return [...new Set(entries.map(([, known]) => known))].map((known) => {
    const tools = entries.filter(([, other]) => other === known).map(([tool]) => tool);
    return (
      `A call of ${tools.join(' or ')} is judged as ${known}, ` +
      `and as what it says of itself where that is something else: the stricter answer counts.`
    );
  });
}

function describeFailClosed({ fail_closed: closed }: Policy): readonly string[] {
  if (!closed.enabled) return [];
  const fields = [...closed.required_fields, ...closed.required_high_risk_fields];
  const risks = closed.risk_classes.join(' or ');
  return [
    `A call of risk ${risks} is blocked when it touches something whose endpoint class is unknown` +
      (fields.length === 0 ? '.' : `, or when it lacks ${fields.join(', ')}.`),
  ];
}

function describeScripts({ scripts }: Policy): readonly string[] {
  const { max_steps: most, require_approval_above: above, block_mixed_risk: mixed } = scripts;
  return [
    ...(most > 0 ? [`A script of more than ${most} steps is blocked.`] : []),
    ...(above > 0 ? [`A script of more than ${above} steps needs an approval.`] : []),
    ...(mixed ? ['A script whose steps differ in risk is blocked.'] : []),
  ];
}

function describeMcpTrust({ mcp_trust: trust }: Policy): readonly string[] {
  if (!trust.enabled) return [];
  const risks = trust.required_risk_classes.join(' or ');
  return [
    `Calls of risk ${risks} to an MCP server that ${trust.snapshot} does not vouch for: ${trust.action}.`,
  ];
}
