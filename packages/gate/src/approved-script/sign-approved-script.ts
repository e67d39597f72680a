import { formatTime, trimSpace, type KeySet, type SigningKey, type TrustFault } from '@gait/canon';
import { nanosOf } from '../text/nanos-of.ts';
import { checkTokenKey } from '../token/check-token-key.ts';
import { signToken, tokenDigest } from '../token/sign-token.ts';
import {
  approvedScriptRecord,
  normalizeApprovedScript,
  patternId,
  type ApprovedScript,
} from './approved-script-record.ts';

/** What an approver permits to run again and again. Times are nanoseconds. */
export interface ApprovedScriptRequest {
  /** `''`: made from the script. */
  readonly patternId: string;
  readonly policyDigest: string;
  readonly scriptHash: string;
  /** Tools of the steps, in order. */
  readonly toolSequence: readonly string[];
  readonly scope: readonly string[];
  readonly approverIdentity: string;
  /** Since 1970. */
  readonly now: bigint;
  readonly ttl: bigint;
  readonly producerVersion: string;
}

/** Signs an entry of the registry (gait-formats §4.16). Errors: `approved_script_invalid`. */
export function mintApprovedScript(
  request: ApprovedScriptRequest,
  key: SigningKey,
): ApprovedScript {
  const entry = normalizeApprovedScript({
    schema_id: '',
    schema_version: '',
    created_at: formatTime(request.now),
    producer_version: request.producerVersion,
    pattern_id: trimSpace(request.patternId) || patternId(request.scriptHash),
    policy_digest: request.policyDigest,
    script_hash: request.scriptHash,
    tool_sequence: request.toolSequence,
    scope: request.scope,
    approver_identity: request.approverIdentity,
    expires_at: formatTime(request.now + request.ttl),
    signature: null,
  });
  return signToken(approvedScriptRecord, entry, key);
}

/** Why an entry does not count. */
export type ApprovedScriptCode =
  | 'approved_script_signature_missing'
  | 'approved_script_expired'
  | 'approved_script_signature_invalid'
  | 'approved_script_identity_mismatch';

/** The answer about one entry. */
export type ApprovedScriptVerdict =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly code: ApprovedScriptCode;
      readonly fault?: TrustFault | 'key_missing';
    };

/**
 * Judges one normalised entry: signed, not expired, by a key of an approver, in a trust file by
 * the key of the approver it names.
 */
export function verifyApprovedScript(
  entry: ApprovedScript,
  keys: KeySet | undefined,
  now: bigint,
): ApprovedScriptVerdict {
  if (entry.signature === null) return { ok: false, code: 'approved_script_signature_missing' };
  if (nanosOf(entry.expires_at) <= now) return { ok: false, code: 'approved_script_expired' };
  const signed = tokenDigest(approvedScriptRecord, entry);
  const signer = checkTokenKey(keys, entry.signature, signed, { role: 'approver', now });
  if (!signer.ok)
    return { ok: false, code: 'approved_script_signature_invalid', fault: signer.fault };
  const { identity } = signer.key;
  if (identity === undefined || identity === entry.approver_identity) return { ok: true };
  return { ok: false, code: 'approved_script_identity_mismatch' };
}
