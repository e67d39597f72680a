import { toLower, trimSpace } from '@gait/canon';
import type { Call } from '../decide/call.ts';
import { stricterOf } from '../decide/verdict-order.ts';
import type { EndpointPolicy } from '../policy/policy.ts';
import { goPathMatch } from '../text/go-path-match.ts';
import { withoutDot } from '../text/plain-domain.ts';
import { finding, type Constraint } from './finding.ts';
import { isPathTarget } from './path-forms.ts';
import { isAllowed, isForbidden, matchesAnyPath, pathPatterns } from './path-pattern.ts';

/** Paths, domains and kinds of egress a rule forbids or is limited to (gait-formats §4.6). */
export function endpointConstraint(policy: EndpointPolicy): Constraint {
  const denied = pathPatterns(policy.path_denylist);
  const allowed = pathPatterns(policy.path_allowlist);
  const checkPath = (at: number, call: Call, reasons: string[]): void => {
    const path = trimSpace(call.targets[at]?.value ?? '');
    const readings = call.readings[at] ?? [];
    const forbidden = call.strict
      ? isForbidden(denied, path, readings)
      : matchesAnyPath(denied, path);
    if (forbidden) reasons.push('endpoint_path_denied');
    if (policy.path_allowlist.length === 0) return;
    const permitted = call.strict ? isAllowed(allowed, readings) : matchesAnyPath(allowed, path);
    if (!permitted) reasons.push('endpoint_path_not_allowlisted');
  };
  return (call) => {
    const reasons: string[] = [];
    for (const [at, target] of call.targets.entries()) {
      if (isPathTarget(target, call.strict)) checkPath(at, call, reasons);
      const isNet = target.endpoint_class.startsWith('net.');
      const domain = toLower(trimSpace(target.endpoint_domain));
      if (domain !== '') checkDomain(policy, domain, call, reasons);
      else if (call.strict && isNet && policy.domain_allowlist.length > 0) {
        // The reference passes over a call into the network that does not say where to.
        reasons.push('endpoint_domain_not_allowlisted');
      }
      if (
        isNet &&
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

function checkDomain(
  policy: EndpointPolicy,
  domain: string,
  { strict }: Call,
  reasons: string[],
): void {
  const { domain_denylist: denied, domain_allowlist: allowed } = policy;
  const isIn = (patterns: readonly string[]): boolean =>
    patterns.some((pattern) =>
      strict
        ? matchesDomain(withoutDot(pattern), withoutDot(domain))
        : matchesDomain(pattern, domain),
    );
  if (isIn(denied)) reasons.push('endpoint_domain_denied');
  if (allowed.length > 0 && !isIn(allowed)) reasons.push('endpoint_domain_not_allowlisted');
}

/** Equal, any name below `*.suffix`, or as Go's `path.Match`. */
function matchesDomain(pattern: string, domain: string): boolean {
  if (pattern === '') return false;
  if (pattern === domain) return true;
  if (pattern.startsWith('*.') && domain.endsWith(pattern.slice(1))) return true;
  return /[*?[\\]/.test(pattern) && goPathMatch(pattern, domain);
}
