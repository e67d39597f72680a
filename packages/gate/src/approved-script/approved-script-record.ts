import {
  signatureRecord,
  CodedError,
  isZeroTime,
  list,
  normalizeLowerList,
  ptr,
  record,
  str,
  time,
  toLower,
  toUtc,
  trimSpace,
  ZIP_EPOCH,
  type Infer,
  type Where,
} from '@gait/canon';
import { nanosOf } from '../text/nanos-of.ts';
import { isDigest, normalizeDigest } from '../token/normalize-token.ts';

const SCHEMA_ID = 'gait.gate.approved_script_entry';

/** One approved script (gait-formats §4.16). */
export const approvedScriptRecord = record('approved script', {
  schema_id: str(),
  schema_version: str(),
  created_at: time(),
  producer_version: str(),
  pattern_id: str(),
  policy_digest: str(),
  script_hash: str(),
  tool_sequence: list(str()),
  scope: list(str()).opt(),
  approver_identity: str(),
  expires_at: time(),
  signature: ptr(signatureRecord).opt(),
});

/** An approved script, as read or normalised. */
export type ApprovedScript = Infer<typeof approvedScriptRecord>;

/**
 * Brings an entry into the form that is signed and stored. The list of tools loses its order and
 * repetitions there; the order is bound by `script_hash`. Errors: `approved_script_invalid`.
 */
export function normalizeApprovedScript(entry: ApprovedScript, where: Where = {}): ApprovedScript {
  const normal: ApprovedScript = {
    ...entry,
    schema_id: trimSpace(entry.schema_id) === '' ? SCHEMA_ID : entry.schema_id,
    schema_version: trimSpace(entry.schema_version) === '' ? '1.0.0' : entry.schema_version,
    created_at: isZeroTime(entry.created_at) ? ZIP_EPOCH : toUtc(entry.created_at),
    pattern_id: trimSpace(entry.pattern_id),
    policy_digest: normalizeDigest(entry.policy_digest),
    script_hash: normalizeDigest(entry.script_hash),
    tool_sequence: normalizeLowerList(entry.tool_sequence ?? []),
    scope: normalizeLowerList(entry.scope ?? []),
    approver_identity: trimSpace(entry.approver_identity),
    expires_at: toUtc(entry.expires_at),
  };
  const demand = (met: boolean, message: string, field: string): void => {
    if (met) return;
    throw new CodedError('approved_script_invalid', message, { where: { ...where, field } });
  };
  demand(trimSpace(normal.schema_id) === SCHEMA_ID, `not a ${SCHEMA_ID}`, 'schema_id');
  demand(trimSpace(normal.schema_version) === '1.0.0', 'not version 1.0.0', 'schema_version');
  demand(normal.pattern_id !== '', 'an approved script has a pattern_id', 'pattern_id');
  demand(isDigest(normal.policy_digest), 'policy_digest must be a SHA-256 in hex', 'policy_digest');
  demand(isDigest(normal.script_hash), 'script_hash must be a SHA-256 in hex', 'script_hash');
  demand((normal.tool_sequence ?? []).length > 0, 'tool_sequence is empty', 'tool_sequence');
  demand(normal.approver_identity !== '', 'name the approver', 'approver_identity');
  demand(
    !isZeroTime(normal.expires_at) && nanosOf(normal.expires_at) > nanosOf(normal.created_at),
    'expires_at must be after created_at',
    'expires_at',
  );
  return normal;
}

/** A script's default id. */
export function patternId(scriptHash: string): string {
  return `pattern_${toLower(scriptHash).slice(0, 12)}`;
}
