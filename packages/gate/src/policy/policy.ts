/** A policy after reading and normalisation (gait-formats §4.4). Names are those of the YAML. */

/** From the laxest to the strictest: `allow` < `dry_run` < `require_approval` < `block`. */
export type Verdict = 'allow' | 'dry_run' | 'require_approval' | 'block';

/** What a triggered constraint may demand. */
export type ConstraintAction = 'block' | 'require_approval';

export interface Policy {
  readonly schema_id: string;
  /** `1.0.0`, or `1.1.0` when `sequence`, `taint`, `tool_classes` or `command` is used. */
  readonly schema_version: string;
  readonly default_verdict: Verdict;
  readonly scripts: ScriptPolicy;
  readonly fail_closed: FailClosedPolicy;
  readonly mcp_trust: McpTrustPolicy;
  /** Schema 1.1.0: endpoint class by tool, names trimmed and in lower case as in intents. */
  readonly tool_classes: Readonly<Record<string, string>>;
  /** Sorted by priority, then by name in bytes. */
  readonly rules: readonly PolicyRule[];
}

export interface ScriptPolicy {
  readonly max_steps: number;
  readonly require_approval_above: number;
  readonly block_mixed_risk: boolean;
}

export interface FailClosedPolicy {
  readonly enabled: boolean;
  readonly risk_classes: readonly string[];
  readonly required_fields: readonly string[];
  readonly required_high_risk_fields: readonly string[];
}

export interface McpTrustPolicy {
  readonly enabled: boolean;
  readonly snapshot: string;
  readonly action: ConstraintAction;
  readonly required_risk_classes: readonly string[];
  readonly min_score: number;
  /** A Go duration as `Duration.String()` writes it; `''` when unset. */
  readonly max_age: string;
  readonly publisher_allowlist: readonly string[];
  readonly require_registry: boolean;
}

export interface PolicyRule {
  readonly name: string;
  readonly priority: number;
  readonly effect: Verdict;
  readonly match: PolicyMatch;
  readonly endpoint: EndpointPolicy;
  readonly reason_codes: readonly string[];
  readonly violations: readonly string[];
  readonly require_declared_agent: boolean;
  readonly allowed_agent_ids: readonly string[];
  readonly denied_agent_ids: readonly string[];
  readonly required_agent_manifest_digest: string;
  readonly allowed_agent_manifest_publishers: readonly string[];
  readonly allowed_agent_manifest_sources: readonly string[];
  readonly required_agent_lifecycle_states: readonly string[];
  readonly require_agent_owner: boolean;
  readonly require_unexpired_agent: boolean;
  readonly block_standing_credentials: boolean;
  readonly allowed_credential_sources: readonly string[];
  readonly allowed_credential_issuers: readonly string[];
  readonly allowed_credential_access_types: readonly string[];
  readonly max_credential_ttl_seconds: number;
  readonly require_jit_credential: boolean;
  readonly min_approvals: number;
  readonly require_distinct_approvers: boolean;
  readonly require_context_evidence: boolean;
  readonly required_context_evidence_mode: string;
  readonly max_context_age_seconds: number;
  readonly require_broker_credential: boolean;
  readonly broker_reference: string;
  readonly broker_scopes: readonly string[];
  readonly freeze_window: FreezeWindowPolicy;
  readonly sandbox: SandboxPolicy;
  readonly rate_limit: RateLimitPolicy;
  readonly destructive_budget: RateLimitPolicy;
  readonly dataflow: DataflowPolicy;
  /** Schema 1.1.0; null when the rule has none. */
  readonly sequence: SequencePolicy | null;
  /** Schema 1.1.0; null when the rule has none. */
  readonly taint: TaintPolicy | null;
}

export interface PolicyMatch {
  /** `tool_name` of the YAML is added to these; the same for `endpoint_class`. */
  readonly tool_names: readonly string[];
  readonly risk_classes: readonly string[];
  readonly target_kinds: readonly string[];
  readonly target_values: readonly string[];
  readonly endpoint_classes: readonly string[];
  readonly discovery_method: readonly string[];
  readonly tool_annotations: ToolAnnotations;
  readonly skill_publishers: readonly string[];
  readonly skill_sources: readonly string[];
  readonly data_classes: readonly string[];
  readonly destination_kinds: readonly string[];
  readonly destination_values: readonly string[];
  readonly destination_operations: readonly string[];
  readonly provenance_sources: readonly string[];
  readonly identities: readonly string[];
  readonly workspace_prefixes: readonly string[];
  readonly context_tool_names: readonly string[];
  readonly context_data_classes: readonly string[];
  readonly context_endpoint_classes: readonly string[];
  readonly context_autonomy_levels: readonly string[];
  readonly require_delegation: boolean;
  readonly allowed_delegator_identities: readonly string[];
  readonly allowed_delegate_identities: readonly string[];
  readonly delegation_scopes: readonly string[];
  readonly max_delegation_depth: number | null;
  /** Schema 1.1.0; null when the rule has none. */
  readonly command: CommandMatch | null;
}

/** What the command of a call must do (schema 1.1.0). Empty lists: any command. */
export interface CommandMatch {
  readonly programs: readonly string[];
  readonly effects: readonly string[];
}

/** Hints a target must carry; null: no demand. */
export interface ToolAnnotations {
  readonly readOnlyHint: boolean | null;
  readonly destructiveHint: boolean | null;
  readonly idempotentHint: boolean | null;
  readonly openWorldHint: boolean | null;
}

export interface EndpointPolicy {
  readonly enabled: boolean;
  readonly path_allowlist: readonly string[];
  readonly path_denylist: readonly string[];
  readonly domain_allowlist: readonly string[];
  readonly domain_denylist: readonly string[];
  readonly egress_classes: readonly string[];
  readonly action: ConstraintAction;
  readonly destructive_action: ConstraintAction | '';
  readonly reason_code: string;
  readonly violation: string;
}

export interface FreezeWindowPolicy {
  readonly enabled: boolean;
  readonly timezone: string;
  readonly effect: ConstraintAction;
  readonly reason: string;
  readonly environments: readonly string[];
  readonly risk_classes: readonly string[];
  readonly windows: readonly FreezeWindowRange[];
}

export interface FreezeWindowRange {
  readonly name: string;
  /** `YYYY-MM-DDTHH:MM:SS`, local to the window's time zone. */
  readonly start: string;
  readonly end: string;
}

export interface SandboxPolicy {
  readonly enabled: boolean;
  readonly allowed_network_modes: readonly string[];
  /** Null when none was given: the digest says so. */
  readonly allowed_writable_path_prefixes: readonly string[] | null;
  readonly required_read_only_roots: readonly string[] | null;
  readonly allowed_env_exposure_modes: readonly string[];
  readonly max_timeout_seconds: number;
  readonly allowed_filesystem_isolations: readonly string[];
  readonly allowed_user_modes: readonly string[];
}

/** `requests` 0: no limit. */
export interface RateLimitPolicy {
  readonly requests: number;
  readonly window: string;
  readonly scope: string;
}

export interface DataflowPolicy {
  readonly enabled: boolean;
  readonly tainted_sources: readonly string[];
  readonly destination_kinds: readonly string[];
  readonly destination_values: readonly string[];
  readonly destination_operations: readonly string[];
  readonly action: ConstraintAction;
  readonly reason_code: string;
  readonly violation: string;
}

/** Which earlier calls of the session a condition of `sequence` counts. Empty lists: any. */
export interface CallSelector {
  readonly tool_names: readonly string[];
  readonly endpoint_classes: readonly string[];
  /** Sensitivity of any target. */
  readonly data_classes: readonly string[];
  /** `true`: only calls with a destructive target; `false`: only without; null: both. */
  readonly destructive: boolean | null;
}

/**
 * Conditions over the earlier calls of the same session (schema 1.1.0). A rule that matches
 * tightens its effect to `action` when a condition is broken. Evaluated over the session's
 * journal: calls that were allowed, and what came of them.
 */
export interface SequencePolicy {
  /** Broken when an earlier allowed call is selected. */
  readonly after: CallSelector | null;
  /** Broken when no earlier call that is selected ended successfully. */
  readonly requires_success: CallSelector | null;
  /** Broken when `max_calls` or more earlier allowed calls are selected. */
  readonly counts: CallSelector | null;
  readonly max_calls: number;
  readonly action: ConstraintAction;
  readonly reason_code: string;
  readonly violation: string;
}

/** Labels that travel from results to later arguments through recorded provenance (schema 1.1.0). */
export interface TaintPolicy {
  /** Labels (sensitivity of the targets a result was read from) that may not flow on. Sorted, lower-case. */
  readonly labels: readonly string[];
  /** Where they may not flow; empty lists: any target that leaves the machine (host, url, bucket, queue, topic). */
  readonly destination_kinds: readonly string[];
  readonly destination_values: readonly string[];
  readonly destination_operations: readonly string[];
  readonly action: ConstraintAction;
  readonly reason_code: string;
  readonly violation: string;
}
