import { agentCodes } from './agent-codes.ts';
import {
  BLOCKED,
  BUSY,
  DEPENDENCY,
  INTERNAL,
  INVALID,
  IO,
  LATE,
  LOCKED,
  REGRESSED,
  TIMED_OUT,
  UNANSWERED,
  UNAUTHORIZED,
  UNSAFE,
  VERIFY,
  type ErrorCategory,
} from './error-categories.ts';
import { evidenceCodes } from './evidence-error-codes.ts';

export type { ErrorCategory } from './error-categories.ts';

/**
 * The one table of error codes: each code's category, exit status and HTTP status. Those of evidence
 * stand in a file of their own, for their number.
 *
 * A code is stable for ever: scripts and tests compare it. Categories and exit
 * statuses are those of the command line (0 success, 1 internal, 2 verification
 * failed, 3 blocked, 4 approval required, 5 regression failed, 6 invalid input,
 * 7 dependency missing, 8 unsafe operation refused). Append in alphabetical order inside a group.
 */
const makeTable = () =>
  ({
    // anything
    internal_failure: INTERNAL,
    invalid_input: INVALID,
    verification_failed: VERIFY,
    dependency_missing: DEPENDENCY,
    unsafe_operation: UNSAFE,
    regress_failed: REGRESSED,

    // canon: JSON, records, times
    json_depth: INVALID,
    json_duplicate_key: INVALID,
    json_encoding: INVALID,
    json_number: INVALID,
    json_prototype_key: INVALID,
    json_size: INVALID,
    json_syntax: INVALID,
    json_trailing_data: INVALID,
    record_field_type: INVALID,
    record_field_value: INVALID,
    record_unknown_field: INVALID,

    // canon: keys, signatures, trust
    key_algorithm: INVALID,
    key_encoding: INVALID,
    key_halves_disagree: INVALID,
    key_length: INVALID,
    key_mismatch: INVALID,
    key_missing: INVALID,
    key_source_ambiguous: INVALID,
    signature_count: VERIFY,
    signature_invalid: VERIFY,
    signature_missing: VERIFY,
    signature_stripped: VERIFY,
    trust_malformed: INVALID,

    ...evidenceCodes(),

    // regress: configuration (YAML), fixtures, sources, graders
    regress_capture_unverified: VERIFY,
    regress_checkpoint: INVALID,
    regress_config: INVALID,
    regress_config_duplicate: INVALID,
    regress_fixture: INVALID,
    regress_fixture_mismatch: INVALID,
    regress_fixture_missing: INVALID,
    regress_fixture_name: INVALID,
    regress_fixture_unverified: INVALID,
    regress_filter: INVALID,
    regress_no_fixtures: INVALID,
    regress_receipt: INVALID,
    regress_receipt_checkpoint: INVALID,
    regress_source: INVALID,
    regress_source_missing: INVALID,
    regress_source_unverified: INVALID,
    regress_update: INVALID,
    regress_workspace: INVALID,
    yaml_alias: INVALID,
    yaml_depth: INVALID,
    yaml_duplicate_key: INVALID,
    yaml_key: INVALID,
    yaml_size: INVALID,
    yaml_syntax: INVALID,
    yaml_tag: INVALID,

    // gate: setting a repository up
    repository_unreadable: INVALID,

    // gate: policy
    policy_field_type: INVALID,
    policy_field_value: INVALID,
    policy_legacy_field: INVALID,
    policy_schema: INVALID,
    policy_suite: INVALID,
    policy_template_unknown: INVALID,
    policy_unknown_field: INVALID,

    // gate: intent
    intent_agent_identity: INVALID,
    intent_args_depth: INVALID,
    intent_args_key: INVALID,
    intent_args_key_collision: INVALID,
    intent_args_value: INVALID,
    intent_context_binding: INVALID,
    intent_context_missing: INVALID,
    intent_context_value: INVALID,
    intent_delegation: INVALID,
    intent_field_ambiguous: INVALID,
    intent_inventory: INVALID,
    intent_path_ambiguous: INVALID,
    intent_provenance: INVALID,
    intent_raw_credential: INVALID,
    intent_sandbox: INVALID,
    intent_script: INVALID,
    intent_skill_provenance: INVALID,
    intent_target: INVALID,
    intent_target_limit: INVALID,
    intent_time_range: INVALID,
    intent_tool_missing: INVALID,

    // local: files, locks, keys at rest, children
    change_journal_invalid: IO,
    change_path_unsafe: UNSAFE,
    change_target_changed: IO,
    change_unfinished: IO,
    child_start: DEPENDENCY,
    config_field_type: INVALID,
    config_unknown_field: INVALID,
    disk_full: IO,
    file_changed: IO,
    file_exists: INVALID,
    file_missing: INVALID,
    file_not_regular: INVALID,
    file_permission: INVALID,
    file_unreachable: INVALID,
    file_read: IO,
    file_too_large: INVALID,
    file_write: IO,
    key_command: INVALID,
    key_mode: INVALID,
    key_passphrase: INVALID,
    key_permissions: UNSAFE,
    lock_contention: LOCKED,
    lock_lost: LOCKED,
    output_unsafe: UNSAFE,
    path_unsafe: INVALID,
    trace_journal_closed: INTERNAL,
    trace_journal_schema: INVALID,

    // gate: brokers
    broker_address_insecure: UNSAFE,
    broker_command_not_allowed: UNSAFE,
    broker_denied: DEPENDENCY,
    broker_output_too_large: DEPENDENCY,
    broker_receipt_invalid: DEPENDENCY,
    broker_receipt_permissions: UNSAFE,
    broker_receipt_secret: UNSAFE,
    broker_reference_invalid: DEPENDENCY,
    broker_request_invalid: INVALID,
    broker_setting_invalid: INVALID,
    broker_timeout: DEPENDENCY,
    broker_unavailable: DEPENDENCY,
    broker_unsupported: INVALID,

    // gate: kill switch
    kill_switch_entry_invalid: INVALID,
    kill_switch_entry_missing: INVALID,
    kill_switch_selector_missing: INVALID,
    kill_switch_state_invalid: INVALID,

    // gate: settings and state of a decision
    approver_key_unnamed: INVALID,
    config_command_refused: UNSAFE,
    gate_state_unavailable: BLOCKED,
    home_unknown: BLOCKED,
    profile_requirement: INVALID,
    tool_classes_conflict: INVALID,
    tool_classes_invalid: INVALID,

    // gate: earlier calls of the session
    session_call_not_allowed: INVALID,
    session_call_unknown: INVALID,
    session_history_replaced: VERIFY,

    // gate: serving
    clock_set_back: BLOCKED,
    gate_deadline: LATE,
    gate_draining: BUSY,
    gate_overloaded: BUSY,
    last_decision_invalid: BLOCKED,
    request_host: BLOCKED,
    request_identity: BLOCKED,
    request_invalid: INVALID,
    request_origin: BLOCKED,
    request_path: INVALID,
    request_timeout: TIMED_OUT,
    request_too_large: INVALID,
    request_type: INVALID,
    request_unauthorized: UNAUTHORIZED,
    serve_address_insecure: UNSAFE,
    serve_address_used: IO,
    serve_failed: IO,
    serve_tls_invalid: INVALID,
    serve_tokens_invalid: INVALID,

    // gate: protection, trust in policies, agents
    agent_lock_invalid: INVALID,
    policy_not_trusted: INVALID,
    project_config_changed: BLOCKED,
    trusted_policies_invalid: INVALID,
    trusted_policies_permissions: UNSAFE,

    // gate: limits
    limit_state_schema: INVALID,
    limit_state_unreadable: IO,
    limit_window_unknown: INVALID,

    // gate: MCP trust
    mcp_call_invalid: INVALID,
    mcp_server_invalid: INVALID,
    mcp_server_silent: DEPENDENCY,
    mcp_server_unstartable: DEPENDENCY,
    mcp_settings_invalid: INVALID,
    mcp_tool_unknown: INVALID,
    mcp_trust_snapshot_invalid: INVALID,

    // gate: tokens, approved scripts, their ledger
    approval_from_gated_session: UNSAFE,
    approved_script_invalid: INVALID,
    approved_script_registry: INVALID,
    denials_unreadable: IO,
    ledger_corrupt: IO,
    ledger_permissions: UNSAFE,
    ledger_replaced: IO,
    ledger_schema: IO,
    person_absent: UNSAFE,
    revocation_list_invalid: INVALID,
    revocation_list_signature: VERIFY,
    token_malformed: INVALID,
    token_request_invalid: INVALID,
    waiting_call_invalid: INVALID,
    waiting_call_unanswered: UNANSWERED,
    waiting_call_unknown: INVALID,
    waiting_calls_limit: BUSY,

    // boundary: hooks of coding tools
    hook_harness_unknown: INVALID,
    hook_other_project: UNSAFE,
    hook_project_unknown: INVALID,
    hook_settings_invalid: INVALID,
    hook_gate_unavailable: DEPENDENCY,

    ...agentCodes(),

    // command line
    flag_invalid: INVALID,
    flag_unknown: INVALID,
    arguments_invalid: INVALID,
    command_unknown: INVALID,
  }) as const satisfies Record<string, ErrorCategory>;

/** Made when first asked for: most processes end without an error. */
let table: ReturnType<typeof makeTable> | undefined;

/** Every code this product can report. */
export type ErrorCode = keyof ReturnType<typeof makeTable>;

/** What a code means for the exit status, HTTP status and retries. */
export function errorFacts(code: ErrorCode): ErrorCategory {
  return errorCodes()[code];
}

/** The whole table. */
export function errorCodes(): Readonly<Record<ErrorCode, ErrorCategory>> {
  return (table ??= makeTable());
}
