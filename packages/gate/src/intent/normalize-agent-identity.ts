import { clean, cleanLower } from '../text/clean-text.ts';
import { checkHexDigest } from './intent-fault.ts';
import type { AgentIdentity } from './intent-record.ts';
import { checkOrder, utcTime } from './intent-time.ts';
import { normalizeNames } from './normalize-names.ts';

const FIELD = 'context.agent_identity';

/**
 * Normalises what is said of the agent (gait-formats §4.2.8): times in UTC, approved not before
 * issued, expiring after both. Errors: `intent_agent_identity`, `intent_time_range`.
 */
export function normalizeAgentIdentity(given: AgentIdentity | null): AgentIdentity | null {
  if (given === null) return null;
  const code = 'intent_agent_identity';
  const issued = utcTime(given.issued_at, `${FIELD}.issued_at`);
  const approved = utcTime(given.approved_at, `${FIELD}.approved_at`);
  const expires = utcTime(given.expires_at, `${FIELD}.expires_at`);
  checkOrder(code, FIELD, ['issued_at', issued], ['approved_at', approved], true);
  checkOrder(code, FIELD, ['issued_at', issued], ['expires_at', expires]);
  checkOrder(code, FIELD, ['approved_at', approved], ['expires_at', expires]);
  return {
    lifecycle_states: normalizeNames(given.lifecycle_states),
    owner: clean(given.owner),
    manifest_digest: checkHexDigest(
      code,
      `${FIELD}.manifest_digest`,
      cleanLower(given.manifest_digest),
    ),
    publisher: clean(given.publisher),
    source: cleanLower(given.source),
    issued_at: issued,
    approved_at: approved,
    expires_at: expires,
    revoked: given.revoked,
  };
}
