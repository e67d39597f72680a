import type { TrustFault } from '@gait/canon';

const MESSAGES: Readonly<Record<TrustFault, string>> = {
  algorithm_mismatch: 'signature algorithm is not that of the trusted key',
  key_expired: 'key was no longer valid at the claimed signing time',
  key_id_mismatch: 'key id mismatch',
  key_not_yet_valid: 'key was not yet valid at the claimed signing time',
  key_revoked: 'key is revoked',
  key_role: 'key is not trusted for this kind of artifact',
  key_unknown: 'key is not among the trusted keys',
  signature_count: 'too many signatures, none was looked at',
  signature_encoding: 'signature is not base64',
  signature_length: 'signature has not 64 bytes',
  signature_wrong: 'signature verification failed',
  signed_digest_malformed: 'signed_digest is not a sha256 hex digest',
  signed_digest_mismatch: 'signed_digest mismatch',
  signed_digest_missing: 'missing signed_digest',
  signing_time_unknown: 'key is not valid now, and when it signed is not known',
};

/** One line for people about a signature that does not count. */
export function signatureMessage(fault: TrustFault): string {
  return MESSAGES[fault];
}
