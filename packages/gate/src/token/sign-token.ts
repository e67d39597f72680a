import {
  type signatureRecord,
  digestRecord,
  signDigest,
  type Infer,
  type RecordType,
  type SigningKey,
} from '@gait/canon';

interface Signable {
  readonly signature: Infer<typeof signatureRecord> | null;
}

/** What the signature of a normalised token is over: its fields without the signature (gait-formats §1.4). */
export function tokenDigest<T extends Signable>(type: RecordType<T>, token: T): string {
  return digestRecord(type, { ...token, signature: null });
}

/** The normalised token with a signature by `key`. */
export function signToken<T extends Signable>(
  type: RecordType<T>,
  token: T,
  key: SigningKey,
): T & { readonly signature: Infer<typeof signatureRecord> } {
  const { alg, key_id, sig, signed_digest = '' } = signDigest(key, tokenDigest(type, token));
  return { ...token, signature: { alg, key_id, sig, signed_digest } };
}
