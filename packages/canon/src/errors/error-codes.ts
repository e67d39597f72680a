/**
 * The one table of error codes: each code's category, exit status and HTTP status.
 *
 * A code is stable for ever: scripts and tests compare it. Categories and exit
 * statuses are those of the command line (0 success, 1 internal, 2 verification
 * failed, 3 blocked, 4 approval required, 5 regression failed, 6 invalid input,
 * 7 dependency missing, 8 unsafe operation refused).
 */

/** How a failure is reported: exit status, HTTP status, whether trying again may help. */
export interface ErrorCategory {
  readonly name: string;
  /** The coarse code that appears as `error_code` in JSON output. */
  readonly reported: string;
  readonly exit: number;
  readonly http: number;
  readonly retryable: boolean;
}

const category = (
  name: string,
  reported: string,
  exit: number,
  http: number,
  retryable = false,
): ErrorCategory => ({ name, reported, exit, http, retryable });

const INVALID = category('invalid_input', 'invalid_input', 6, 400);
const VERIFY = category('verification_failed', 'verification_failed', 2, 422);
const INTERNAL = category('internal_failure', 'internal_failure', 1, 500);
const IO = category('io_failure', 'io_failure', 1, 500);
// The reference reports a lock that stays taken as an internal failure that is not worth a retry.
const LOCKED = category('internal_failure', 'internal_failure', 1, 409);
const DEPENDENCY = category('dependency_missing', 'dependency_missing', 7, 503);
const UNSAFE = category('internal_failure', 'unsafe_operation', 8, 403);
// The caller may try again; until then the call is blocked.
const BUSY = category('policy_blocked', 'policy_blocked', 3, 503, true);
const LATE = category('policy_blocked', 'policy_blocked', 3, 504, true);
const TIMED_OUT = category('policy_blocked', 'policy_blocked', 3, 408, true);
const UNAUTHORIZED = category('policy_blocked', 'policy_blocked', 3, 401);
const BLOCKED = category('policy_blocked', 'policy_blocked', 3, 403);
const REGRESSED = category('internal_failure', 'regress_failed', 5, 422);

/** Code → category. Append in alphabetical order inside a group. */
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

    // evidence: zip
    zip_bomb: INVALID,
    zip_confusable_entry: VERIFY,
    zip_duplicate_entry: VERIFY,
    zip_encrypted: INVALID,
    zip_entry_corrupt: INVALID,
    zip_entry_name: INVALID,
    zip_entry_too_large: INVALID,
    zip_header_mismatch: INVALID,
    zip_hidden_data: INVALID,
    zip_link: INVALID,
    zip_malformed: INVALID,
    zip_overlap: INVALID,
    zip_too_many_entries: INVALID,
    zip_unsupported: INVALID,

    // evidence: runpack, context
    context_digest_mismatch: INVALID,
    context_envelope_invalid: INVALID,
    context_evidence_missing: INVALID,
    context_mode_invalid: INVALID,
    context_raw_refused: INVALID,
    context_refs_invalid: INVALID,
    demo_mode_unavailable: INVALID,
    diff_privacy_invalid: INVALID,
    migrate_target_unknown: INVALID,
    migrate_unsupported: INVALID,
    reduce_not_failing: INVALID,
    reduce_not_triggered: INVALID,
    reduce_predicate_unknown: INVALID,
    replay_duplicate_id: INVALID,
    replay_needs_raw: INVALID,
    replay_unsafe: UNSAFE,
    run_capture_mode_invalid: INVALID,
    run_digest_mismatch: INVALID,
    run_digest_missing: INVALID,
    run_id_missing: INVALID,
    run_id_unsafe: INVALID,
    run_normalization_invalid: INVALID,
    run_receipt_unlinked: INVALID,
    runpack_context_mismatch: VERIFY,
    runpack_digest_mismatch: VERIFY,
    runpack_digest_missing: VERIFY,
    runpack_document_size: VERIFY,
    runpack_field_case: VERIFY,
    runpack_file_missing: INVALID,
    runpack_hash_mismatch: INVALID,
    runpack_manifest_invalid: INVALID,
    runpack_manifest_missing: INVALID,
    runpack_manifest_path_repeated: VERIFY,
    runpack_payload_kept: VERIFY,
    runpack_receipt_unlinked: VERIFY,
    runpack_record_malformed: INVALID,
    runpack_record_schema: VERIFY,
    runpack_record_size: VERIFY,
    runpack_refs_invalid: VERIFY,
    runpack_run_id_mismatch: VERIFY,
    runpack_size: INVALID,
    runpack_undeclared_entry: VERIFY,
    runpack_unverified: VERIFY,

    // evidence: pack, proof records, guard pack, trace
    chain_parts_disagree: VERIFY,
    guard_entry_undeclared: VERIFY,
    guard_index_mismatch: VERIFY,
    guard_manifest_missing: INVALID,
    guard_manifest_schema: VERIFY,
    guard_pack_id_mismatch: VERIFY,
    guard_source_schema: INVALID,
    guard_template_unknown: INVALID,
    job_events_mismatch: VERIFY,
    job_invalid: INVALID,
    job_state_mismatch: VERIFY,
    pack_contents_duplicate: VERIFY,
    pack_context_mismatch: VERIFY,
    pack_embedded_invalid: VERIFY,
    pack_embedded_mismatch: VERIFY,
    pack_export_table: INVALID,
    pack_id_mismatch: VERIFY,
    pack_link_mismatch: VERIFY,
    pack_link_signature: VERIFY,
    pack_link_unlinked: VERIFY,
    pack_manifest_invalid: VERIFY,
    pack_manifest_missing: INVALID,
    pack_other_kind: INVALID,
    pack_payload_invalid: VERIFY,
    pack_payload_mismatch: VERIFY,
    pack_payload_missing: VERIFY,
    pack_source_invalid: INVALID,
    proof_record_duplicate: VERIFY,
    proof_record_event: VERIFY,
    proof_record_hash: VERIFY,
    proof_record_id: VERIFY,
    proof_record_invalid: VERIFY,
    proof_record_linkage: VERIFY,
    proof_record_missing: VERIFY,
    proof_record_order: VERIFY,
    proof_record_signature: VERIFY,
    proof_record_surplus: VERIFY,
    decision_document_mismatch: VERIFY,
    decision_document_missing: VERIFY,
    decision_document_schema: INVALID,
    decision_document_uncommitted: VERIFY,
    outcome_contradicts: VERIFY,
    outcome_other_decision: VERIFY,
    outcome_schema: INVALID,
    outcome_signature_invalid: VERIFY,
    trace_id_mismatch: VERIFY,
    trace_not_found: INVALID,
    trace_schema: VERIFY,

    // evidence: session
    session_already_started: INVALID,
    session_chain_broken: VERIFY,
    session_chain_empty: INVALID,
    session_chain_truncated: VERIFY,
    session_checkpoint_digest: INVALID,
    session_checkpoint_gap: VERIFY,
    session_checkpoint_index: INVALID,
    session_checkpoint_link: INVALID,
    session_checkpoint_overlap: INVALID,
    session_checkpoint_range: INVALID,
    session_checkpoint_runpack: VERIFY,
    session_count_mismatch: VERIFY,
    session_cut: VERIFY,
    session_duplicate: INVALID,
    session_edited: VERIFY,
    session_events_mismatch: VERIFY,
    session_fork: INVALID,
    session_gap: INVALID,
    session_head_digest: VERIFY,
    session_head_mismatch: VERIFY,
    session_header_duplicate: INVALID,
    session_header_invalid: INVALID,
    session_header_missing: INVALID,
    session_identity_mismatch: INVALID,
    session_journal_needed: VERIFY,
    session_line_spelling: VERIFY,
    session_line_too_long: INVALID,
    session_no_new_events: INVALID,
    session_past_seal: VERIFY,
    session_payload_missing: INVALID,
    session_record_type: INVALID,
    session_reordered: INVALID,
    session_runpack_mismatch: VERIFY,
    session_runpack_missing: VERIFY,
    session_runpack_overwrite: UNSAFE,
    session_schema: INVALID,
    session_seal_mismatch: VERIFY,
    session_sealed: INVALID,
    session_signature: VERIFY,
    session_torn_line: INVALID,
    session_verdict: INVALID,

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
    mcp_server_invalid: INVALID,
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
    revocation_list_invalid: INVALID,
    revocation_list_signature: VERIFY,
    token_malformed: INVALID,
    token_request_invalid: INVALID,

    // agents: bundles, tokens
    bundle_digest_mismatch: VERIFY,
    bundle_manifest_invalid: INVALID,
    bundle_output_name: UNSAFE,
    bundle_over_budget: VERIFY,
    bundle_path_collision: UNSAFE,
    bundle_path_foreign: UNSAFE,
    bundle_path_unsafe: UNSAFE,
    bundle_reference_broken: VERIFY,
    bundle_structure: INVALID,
    bundle_would_overwrite: UNSAFE,
    task_unknown: INVALID,
    tokens_over_budget: VERIFY,
    tokens_reference_broken: VERIFY,

    // agents: the framework of a project, its lock and what is installed
    agent_audit_damaged: VERIFY,
    agent_lock_missing: INVALID,
    agent_lock_newer: INVALID,
    agent_source_empty: INVALID,
    agent_source_invalid: VERIFY,
    agent_store_damaged: VERIFY,
    agent_unknown: INVALID,
    framework_missing: INVALID,
    install_frozen_mismatch: VERIFY,
    target_unknown: INVALID,

    // registry: packs, their signatures, trust, index
    pack_archive_invalid: VERIFY,
    pack_build_invalid: INVALID,
    pack_build_refused: VERIFY,
    pack_content_refused: UNSAFE,
    pack_digest_mismatch: VERIFY,
    pack_downgrade: VERIFY,
    pack_exists: INVALID,
    pack_identity_changed: VERIFY,
    pack_index_expired: VERIFY,
    pack_index_malformed: INVALID,
    pack_index_rollback: VERIFY,
    pack_manifest_invalid: INVALID,
    pack_name_not_granted: VERIFY,
    pack_not_found: INVALID,
    pack_path_refused: UNSAFE,
    pack_pin_mismatch: VERIFY,
    pack_publisher_untrusted: VERIFY,
    pack_revoked: VERIFY,
    pack_rollback: VERIFY,
    pack_signature_invalid: VERIFY,
    pack_signatures_malformed: INVALID,
    pack_trust_malformed: INVALID,
    pack_unsigned: VERIFY,
    sigstore_invalid: VERIFY,
    sigstore_root_malformed: INVALID,

    // transports of packs
    pack_address_invalid: INVALID,
    pack_credentials: DEPENDENCY,
    pack_source_answer: INVALID,
    pack_source_denied: DEPENDENCY,
    pack_source_redirect: UNSAFE,
    pack_source_too_large: INVALID,
    pack_source_unreachable: DEPENDENCY,
    pack_source_unsafe: UNSAFE,

    // registry: releases of the executable
    release_index_expired: VERIFY,
    release_index_malformed: INVALID,
    release_index_missing: DEPENDENCY,
    release_index_signature: VERIFY,
    release_index_unreachable: DEPENDENCY,

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
