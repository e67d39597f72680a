import { checkWord } from './check-word.ts';
import { cleanLower } from '../text/clean-text.ts';
import { formatGoDuration, parseGoDuration } from './go-duration.ts';
import { mcpTrustBlock } from './language/policy-blocks.ts';
import { CONSTRAINT_ACTIONS, VERDICTS } from './language/vocabulary.ts';
import { normalizeRule } from './normalize-rule.ts';
import type { McpTrustDraft, PolicyDraft, Refuse } from './policy-draft.ts';
import { sortRules } from './sort-rules.ts';

const RISKY: readonly string[] = ['critical', 'high'];

/** Brings a policy as it was read into its one form (gait-formats §4.4); rules sorted. */
export function normalizePolicy(policy: PolicyDraft, refuse: Refuse): void {
  policy.schema_id ||= 'gait.gate.policy';
  if (policy.schema_id !== 'gait.gate.policy') {
    throw refuse(['schema_id'], 'this is no policy', 'write schema_id: gait.gate.policy');
  }
  policy.schema_version ||= '1.0.0';
  const versions = ['1.0.0', '1.1.0'];
  if (!versions.includes(policy.schema_version)) {
    const shown = JSON.stringify(policy.schema_version.slice(0, 80));
    throw refuse(
      ['schema_version'],
      `policies of version ${shown} are not known`,
      `one of: ${versions.join(', ')}`,
    );
  }
  normalizeDefault(policy, refuse);
  const closed = policy.fail_closed;
  if (closed.enabled && closed.risk_classes.length === 0) closed.risk_classes = RISKY;
  if (policy.mcp_trust !== (mcpTrustBlock.empty as unknown)) {
    normalizeMcpTrust(policy.mcp_trust, refuse);
  }
  for (const [index, rule] of policy.rules.entries()) {
    normalizeRule(rule, (path, message, hint) => refuse(['rules', index, ...path], message, hint));
  }
  policy.rules = sortRules(policy.rules);
}

function normalizeDefault(policy: PolicyDraft, refuse: Refuse): void {
  const action = cleanLower(policy.default_action);
  if (policy.default_verdict === '') policy.default_verdict = action;
  if (action !== '' && policy.default_verdict !== action) {
    const message = 'default_action and default_verdict differ';
    throw refuse(['default_action'], message, 'keep one of the two');
  }
  policy.default_verdict = checkWord(
    policy.default_verdict,
    'require_approval',
    VERDICTS,
    ['default_verdict'],
    refuse,
  );
}

function normalizeMcpTrust(trust: McpTrustDraft, refuse: Refuse): void {
  const written =
    trust.enabled ||
    trust.require_registry ||
    trust.min_score > 0 ||
    trust.snapshot + trust.action + trust.max_age !== '' ||
    trust.required_risk_classes.length + trust.publisher_allowlist.length > 0;
  if (!written) return;
  trust.enabled = true;
  if (trust.snapshot === '') {
    throw refuse(
      ['mcp_trust', 'snapshot'],
      'mcp_trust needs a snapshot',
      'write snapshot: and the file with the trust snapshot',
    );
  }
  trust.action = checkWord(
    trust.action,
    'block',
    CONSTRAINT_ACTIONS,
    ['mcp_trust', 'action'],
    refuse,
  );
  if (trust.required_risk_classes.length === 0) trust.required_risk_classes = RISKY;
  if (!(trust.min_score >= 0 && trust.min_score <= 1)) {
    throw refuse(['mcp_trust', 'min_score'], 'min_score is out of range', 'write 0 to 1');
  }
  if (trust.max_age === '') return;
  const age = parseGoDuration(trust.max_age);
  if (age === undefined || age <= 0n) {
    const message = 'max_age is no duration above zero';
    throw refuse(['mcp_trust', 'max_age'], message, 'write a duration such as 168h or 30m');
  }
  trust.max_age = formatGoDuration(age);
}
