import { toLower, trimSpace } from '@gait/canon';
import type { Call } from '../decide/call.ts';
import { stricterOf } from '../decide/verdict-order.ts';
import type { Target } from '../intent/intent-record.ts';
import type { EndpointPolicy } from '../policy/policy.ts';
import { goPathMatch } from '../text/go-path-match.ts';
import { finding, type Constraint } from './finding.ts';
import { isAllowed, isForbidden, matchesAnyPath } from './path-pattern.ts';

/** Paths, domains and kinds of egress a rule forbids or is limited to (gait-formats §4.6). */
export function endpointConstraint(policy: EndpointPolicy): Constraint {
  return (call) => {
    const reasons: string[] = [];
    for (const target of call.targets) {
      if (target.kind === 'path') checkPath(policy, target, call, reasons);
      const domain = toLower(trimSpace(target.endpoint_domain));
      if (domain !== '') checkDomain(policy, domain, reasons);
      if (
        target.endpoint_class.startsWith('net.') &&
        policy.egress_classes.length > 0 &&
        !policy.egress_classes.includes(target.endpoint_class)
      ) {
        reasons.push('endpoint_egress_class_not_allowed');
      }
    }
    const violations = [...reasons];
    let effect = policy.action;
    if (policy.destructive_action !== '' && call.destructive) {
      effect = stricterOf(effect, policy.destructive_action) as typeof effect;
      reasons.push('endpoint_destructive_operation');
      violations.push('destructive_operation');
    }
    if (reasons.length === 0) return null;
    return finding(effect, [...reasons, policy.reason_code], [...violations, policy.violation]);
  };
}

function checkPath(policy: EndpointPolicy, target: Target, call: Call, reasons: string[]): void {
  const { path_denylist: denied, path_allowlist: allowed } = policy;
  const path = trimSpace(target.value);
  if (denied.length > 0) {
    const forbidden = call.strict ? isForbidden(denied, path) : matchesAnyPath(denied, path);
    if (forbidden) reasons.push('endpoint_path_denied');
  }
  if (allowed.length > 0) {
    const permitted = call.strict ? isAllowed(allowed, path) : matchesAnyPath(allowed, path);
    if (!permitted) reasons.push('endpoint_path_not_allowlisted');
  }
}

function checkDomain(policy: EndpointPolicy, domain: string, reasons: string[]): void {
  const { domain_denylist: denied, domain_allowlist: allowed } = policy;
  if (denied.some((pattern) => matchesDomain(pattern, domain))) {
    reasons.push('endpoint_domain_denied');
  }
  if (allowed.length > 0 && !allowed.some((pattern) => matchesDomain(pattern, domain))) {
    reasons.push('endpoint_domain_not_allowlisted');
  }
}

/** Equal, any name below `*.suffix`, or as Go's `path.Match`. */
function matchesDomain(pattern: string, domain: string): boolean {
  if (pattern === '') return false;
  if (pattern === domain) return true;
  if (pattern.startsWith('*.') && domain.endsWith(pattern.slice(1))) return true;
  return /[*?[\\]/.test(pattern) && goPathMatch(pattern, domain);
}
