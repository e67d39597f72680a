/** The closed sets of words that only policies know (gait-formats §4.4). */

export const VERDICTS = ['allow', 'block', 'dry_run', 'require_approval'] as const;

/** What a constraint that is broken may demand. */
export const CONSTRAINT_ACTIONS = ['block', 'require_approval'] as const;

export const EGRESS_CLASSES = ['net.http', 'net.dns'] as const;

/** What `fail_closed.required_fields` may name. */
export const REQUIRED_FIELDS = [
  'targets',
  'arg_provenance',
  'endpoint_class',
  'delegation',
  'context_evidence',
] as const;

/** What `fail_closed.required_high_risk_fields` may name. */
export const HIGH_RISK_FIELDS = [
  'agent_id',
  'agent_identity',
  'run_id',
  'workflow_id',
  'repo',
  'environment',
  'credential_ref',
  'credential_source',
  'credential_access_type',
  'credential_issuer',
  'credential_ttl_seconds',
  'approval_ref',
  'wrkr_inventory_ref',
  'agent_action_bom_ref',
] as const;

export const RATE_WINDOWS = ['minute', 'hour'] as const;
export const RATE_SCOPES = ['tool', 'identity', 'tool_identity'] as const;
