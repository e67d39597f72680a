import { clean, cleanLower } from '../text/clean-text.ts';
import { checkHexDigest, refuse, shown } from './intent-fault.ts';
import type { IntentContext } from './intent-record.ts';
import {
  CREDENTIAL_ACCESS_TYPES,
  CREDENTIAL_SOURCES,
  EVIDENCE_MODES,
  PHASES,
} from './intent-words.ts';
import { normalizeAgentIdentity } from './normalize-agent-identity.ts';
import { normalizeNames } from './normalize-names.ts';
import { normalizeSandbox } from './normalize-sandbox.ts';

/**
 * Normalises who asks, where and under what claims (gait-formats §4.2.8). Workspace separators
 * become `/`; the path is not cleaned, because the digest covers it as it was said. `auth` is
 * `auth_context`, normalised already.
 *
 * Errors: `intent_context_missing` (identity, workspace or risk class), `intent_context_value`,
 * and those of the parts: `intent_agent_identity`, `intent_sandbox`, `intent_raw_credential`,
 * `intent_time_range`.
 */
export function normalizeContext(
  given: IntentContext,
  auth: IntentContext['auth_context'],
  sandboxPasses: number,
): IntentContext {
  return {
    identity: required(clean(given.identity), 'identity'),
    workspace: withSlashes(required(clean(given.workspace), 'workspace')),
    risk_class: required(cleanLower(given.risk_class), 'risk_class'),
    phase: word(PHASES, given.phase, 'phase') || 'apply',
    agent_id: clean(given.agent_id),
    agent_identity: normalizeAgentIdentity(given.agent_identity),
    run_id: clean(given.run_id),
    workflow_id: clean(given.workflow_id),
    repo: clean(given.repo),
    environment: clean(given.environment),
    job_id: clean(given.job_id),
    session_id: clean(given.session_id),
    request_id: clean(given.request_id),
    credential_ref: clean(given.credential_ref),
    credential_source: word(CREDENTIAL_SOURCES, given.credential_source, 'credential_source'),
    credential_access_type: word(
      CREDENTIAL_ACCESS_TYPES,
      given.credential_access_type,
      'credential_access_type',
    ),
    credential_issuer: clean(given.credential_issuer),
    credential_subject: clean(given.credential_subject),
    credential_owner: clean(given.credential_owner),
    credential_target_binding: clean(given.credential_target_binding),
    credential_run_binding: clean(given.credential_run_binding),
    credential_job_binding: clean(given.credential_job_binding),
    credential_ttl_seconds: lifetime(given.credential_ttl_seconds),
    approval_ref: clean(given.approval_ref),
    wrkr_inventory_ref: clean(given.wrkr_inventory_ref),
    agent_action_bom_ref: clean(given.agent_action_bom_ref),
    auth_context: auth,
    sandbox: normalizeSandbox(given.sandbox, sandboxPasses),
    credential_scopes: normalizeNames(given.credential_scopes),
    environment_fingerprint: clean(given.environment_fingerprint),
    context_set_digest: checkHexDigest(
      'intent_context_value',
      'context.context_set_digest',
      cleanLower(given.context_set_digest),
    ),
    context_evidence_mode: word(
      EVIDENCE_MODES,
      given.context_evidence_mode,
      'context_evidence_mode',
    ),
    context_refs: normalizeNames(given.context_refs),
  };
}

function required(text: string, name: string): string {
  if (text !== '') return text;
  return refuse('intent_context_missing', `context.${name}`, 'is required');
}

function withSlashes(path: string): string {
  return path.includes('\\') ? path.replaceAll('\\', '/') : path;
}

function word(words: ReadonlySet<string>, given: string, name: string): string {
  const lower = cleanLower(given);
  if (lower === '' || words.has(lower)) return lower;
  return refuse(
    'intent_context_value',
    `context.${name}`,
    `${shown(lower)} is not known`,
    `use one of ${[...words].join(', ')}`,
  );
}

function lifetime(seconds: number): number {
  if (Number.isInteger(seconds) && seconds >= 0 && seconds < 2 ** 63) return seconds;
  return refuse(
    'intent_context_value',
    'context.credential_ttl_seconds',
    'must be a whole number, 0 or more',
  );
}
