import { localInstant } from '../constraints/local-time.ts';
import { findTimeZone } from '../constraints/time-zone.ts';
import { isDestructive } from '../intent/infer-endpoint.ts';
import { constraintNames } from '../explain/constraint-names.ts';
import { isStricter } from '../decide/verdict-order.ts';
import type { PolicyRule } from '../policy/policy.ts';
import { listed, type Found } from './lint-finding.ts';

/** Effects and constraints of one rule that do not mean what they say. */
export function lintEffects(rule: PolicyRule): readonly Found[] {
  return [
    neverAllows(rule),
    approvalsIgnored(rule),
    highRiskAllow(rule),
    egressAlwaysDenied(rule),
    dataflowWeakens(rule),
    withoutEffect(rule),
    ...notEnabled(rule),
    ...freezeWindows(rule),
  ].filter((found) => found !== undefined);
}

/** Every call the rule matches is destructive: `allow` becomes dry_run or require_approval. */
function neverAllows({ effect, match, sandbox }: PolicyRule): Found | undefined {
  if (effect !== 'allow') return undefined;
  const { endpoint_classes: classes, destination_operations: operations } = match;
  const all = (values: readonly string[], test: (value: string) => boolean): boolean =>
    values.length > 0 && values.every(test);
  // A valid sandbox lets programs run; nothing lets files be deleted.
  const destructive =
    all(classes, (name) => name === 'fs.delete' || (name === 'proc.exec' && !sandbox.enabled)) ||
    (all(operations, (name) => isDestructive('', name)) && !sandbox.enabled);
  if (!destructive) return undefined;
  return {
    code: 'allow_never_allows',
    level: 'warning',
    path: ['effect'],
    message:
      'it matches only destructive calls, and these are never simply allowed: they need approval, or in phase plan are a dry run',
    repair: 'say require_approval, or for commands demand a sandbox',
  };
}

function approvalsIgnored({ effect, min_approvals: approvals }: PolicyRule): Found | undefined {
  if (approvals === 0 || effect === 'require_approval') return undefined;
  return {
    code: 'approvals_ignored',
    level: 'warning',
    path: ['min_approvals'],
    message: `approvals are asked for only when the verdict is require_approval; this rule says ${effect}`,
    repair: 'say effect: require_approval, or leave min_approvals out',
  };
}

const HIGH: readonly string[] = ['critical', 'high'];

function highRiskAllow(rule: PolicyRule): Found | undefined {
  const risks = rule.match.risk_classes.filter((risk) => HIGH.includes(risk));
  const guarded =
    rule.require_broker_credential ||
    rule.block_standing_credentials ||
    rule.require_jit_credential ||
    rule.allowed_credential_access_types.length > 0 ||
    rule.sandbox.enabled;
  if (rule.effect !== 'allow' || risks.length === 0 || guarded) return undefined;
  return {
    code: 'high_risk_allow',
    level: 'warning',
    path: ['effect'],
    message: `calls of risk ${listed(risks)} run without an approval and with whatever credential they bring`,
    repair:
      'say require_approval, or demand a credential of a broker (profile oss-prod requires it)',
  };
}

function egressAlwaysDenied({ match, endpoint }: PolicyRule): Found | undefined {
  const { endpoint_classes: classes } = match;
  const { enabled, egress_classes: ways, action } = endpoint;
  if (!enabled || ways.length === 0 || classes.length === 0) return undefined;
  if (!classes.every((name) => name.startsWith('net.') && !ways.includes(name))) return undefined;
  return {
    code: 'constraint_always_fires',
    level: 'warning',
    path: ['endpoint', 'egress_classes'],
    message: `it matches only ${listed(classes)}, which egress_classes does not allow: every call is at least ${action}`,
    repair: `add the class to egress_classes, or say effect: ${action}`,
  };
}

function dataflowWeakens({ effect, dataflow }: PolicyRule): Found | undefined {
  if (!dataflow.enabled || !isStricter(effect, dataflow.action)) return undefined;
  return {
    code: 'dataflow_weakens',
    level: 'warning',
    path: ['dataflow', 'action'],
    message: `in profiles compat and oss-prod dataflow replaces ${effect} by the laxer ${dataflow.action}`,
    repair: `say action: block in dataflow, or take the dataflow out`,
  };
}

/** Constraints only tighten: a rule that blocks anyway gains reasons, nothing else. */
function withoutEffect(rule: PolicyRule): Found | undefined {
  const idle = constraintNames(rule).filter((name) => name !== 'dataflow');
  if (rule.effect !== 'block' || idle.length === 0) return undefined;
  return {
    code: 'constraint_without_effect',
    level: 'warning',
    path: ['effect'],
    message: `it blocks every call it matches, whether ${idle.join(', ')} is satisfied or not`,
    repair: 'say what the call gets when it is satisfied, such as effect: allow',
  };
}

/** Only lists, limits and `enabled` put a constraint in force; what it would lead to does not. */
function notEnabled(rule: PolicyRule): readonly Found[] {
  const { dataflow, endpoint, rate_limit: rate, destructive_budget: budget } = rule;
  const written = (block: { action: string; reason_code: string; violation: string }): boolean =>
    block.action + block.reason_code + block.violation !== '';
  const idle: readonly (readonly [string, boolean, string])[] = [
    ['dataflow', !dataflow.enabled && written(dataflow), 'enabled: true, or a list'],
    ['endpoint', !endpoint.enabled && written(endpoint), 'a list of paths or domains'],
    ['rate_limit', rate.requests === 0 && rate.window + rate.scope !== '', 'requests'],
    [
      'destructive_budget',
      budget.requests === 0 && budget.window + budget.scope !== '',
      'requests',
    ],
  ];
  return idle.flatMap(([name, isIdle, missing]): readonly Found[] =>
    isIdle
      ? [
          {
            code: 'constraint_not_enabled',
            level: 'warning',
            path: [name],
            message: `${name} is written and not in force: it constrains nothing`,
            repair: `write ${missing} under ${name}, or take it out`,
          },
        ]
      : [],
  );
}

function freezeWindows({ freeze_window: freeze }: PolicyRule): readonly Found[] {
  if (!freeze.enabled) return [];
  const zone = findTimeZone(freeze.timezone);
  if (zone === undefined) {
    return [
      invalidWindow(
        ['freeze_window', 'timezone'],
        `there is no time zone ${listed([freeze.timezone])}: every call is blocked`,
        'write a name of the IANA database, such as Europe/Berlin',
      ),
    ];
  }
  return freeze.windows.flatMap(({ name, start: from, end: until }, index) => {
    const start = localInstant(from, zone);
    const end = localInstant(until, zone);
    if (start !== undefined && end !== undefined && end > start) return [];
    return [
      invalidWindow(
        ['freeze_window', 'windows', index],
        `${listed([name])} is no span of time: every call is blocked`,
        'write start before end, both as YYYY-MM-DDTHH:MM:SS',
      ),
    ];
  });
}

function invalidWindow(path: readonly (string | number)[], message: string, repair: string): Found {
  return { code: 'freeze_window_invalid', level: 'warning', path, message, repair };
}
