import {
  type signatureRecord,
  checkSignatures,
  formatTime,
  type Infer,
  type KeySet,
  type TrustFault,
  type TrustedKey,
} from '@gait/canon';

/** The key that signed a token, or why none counts. */
export type TokenKey =
  | { readonly ok: true; readonly key: TrustedKey }
  | { readonly ok: false; readonly fault: TrustFault | 'key_missing' };

/**
 * Finds the trusted key whose signature a token carries. A token is a live permission, not
 * evidence: the key must count now, whatever time the token says it was made.
 *
 * @param digestHex of the normalised token, computed by the caller
 */
export function checkTokenKey(
  keys: KeySet | undefined,
  signature: Infer<typeof signatureRecord>,
  digestHex: string,
  { role, now }: { readonly role: 'approver' | 'delegator'; readonly now: bigint },
): TokenKey {
  if (keys === undefined || keys.keys.length === 0) return { ok: false, fault: 'key_missing' };
  const question = { role, claimedTime: formatTime(now) };
  const check = checkSignatures(keys, [signature], digestHex, question);
  const [signer] = check.signers;
  const key = keys.keys.find((entry) => entry.key.keyId === signer);
  if (key !== undefined) return { ok: true, key };
  return { ok: false, fault: check.faults[0]?.fault ?? 'key_unknown' };
}
