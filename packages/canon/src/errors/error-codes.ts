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
const CONTENTION = category('state_contention', 'state_contention', 1, 409, true);
const DEPENDENCY = category('dependency_missing', 'dependency_missing', 7, 503);
const UNSAFE = category('internal_failure', 'unsafe_operation', 8, 403);
const REGRESSED = category('internal_failure', 'regress_failed', 5, 422);

/** Code → category. Append in alphabetical order inside a group. */
export const ERROR_CODES = {
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

  // evidence: pack, proof records, guard pack, trace

  // evidence: session

  // regress: configuration (YAML), fixtures, sources, graders
  regress_capture_unverified: VERIFY,
  regress_checkpoint: INVALID,
  regress_config: INVALID,
  regress_config_duplicate: INVALID,
  regress_fixture: INVALID,
  regress_fixture_mismatch: INVALID,
  regress_fixture_missing: INVALID,
  regress_fixture_name: INVALID,
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
  yaml_encoding: INVALID,
  yaml_key: INVALID,
  yaml_size: INVALID,
  yaml_syntax: INVALID,
  yaml_tag: INVALID,

  // local: files, locks, keys at rest, children
  child_start: DEPENDENCY,
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
  lock_contention: CONTENTION,
  lock_lost: CONTENTION,
  path_unsafe: INVALID,

  // command line
  flag_invalid: INVALID,
  flag_unknown: INVALID,
  arguments_invalid: INVALID,
  command_unknown: INVALID,
} as const satisfies Record<string, ErrorCategory>;

/** Every code this product can report. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** What a code means for the exit status, HTTP status and retries. */
export function errorFacts(code: ErrorCode): ErrorCategory {
  return ERROR_CODES[code];
}
