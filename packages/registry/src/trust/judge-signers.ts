import { parsePublicKey, verifyDigest, type Signature } from '@gait/canon';
import type { SignatureFile } from '../sign/signature-file.ts';
import type { SigstoreVerifier } from '../sign/sigstore.ts';
import type { PackTrust, TrustedPublisher, TrustSpan } from './trust-policy.ts';

/** Somebody of the trust policy who signed. */
export interface Signer {
  readonly publisher: TrustedPublisher;
  /** `key:ID`, or `sigstore:SUBJECT`. */
  readonly by: string;
}

/** Why a signature does not count. */
export interface SignerFault {
  readonly by: string;
  readonly why: string;
}

export interface SignerCheck {
  /** Each a signature that verified, by a publisher that is believed now. */
  readonly signers: readonly Signer[];
  readonly faults: readonly SignerFault[];
  /** Signatures and bundles that were there. */
  readonly total: number;
}

/** What signatures are checked against. */
export interface SignedSubject {
  readonly bytes: Uint8Array;
  /** SHA-256 of the bytes, computed by the caller. */
  readonly digest: string;
}

/**
 * Checks every signature over some bytes and says which trusted publishers made one. Nothing of the
 * bytes is read: who signed is known before what he signed.
 *
 * @param now nanoseconds since 1970; a key or identity counts only if it counts at this time,
 *   because the artifact's own times are the signer's words
 */
export function judgeSigners(
  trust: PackTrust,
  subject: SignedSubject,
  files: readonly SignatureFile[],
  now: bigint,
  sigstore?: SigstoreVerifier,
): SignerCheck {
  const signers: Signer[] = [];
  const faults: SignerFault[] = [];
  let total = 0;
  const count = (judged: Signer | SignerFault): void => {
    total += 1;
    if ('why' in judged) faults.push(judged);
    else signers.push(judged);
  };
  for (const file of files) {
    for (const signature of file.signatures) count(judgeKey(trust, subject, signature, now));
    for (const bundle of file.sigstore) {
      if (sigstore === undefined) count({ by: 'sigstore', why: 'no sigstore trust root is given' });
      else {
        const verdict = sigstore.verify(bundle, subject.bytes);
        count(
          verdict.ok
            ? judgeIdentity(trust, verdict.signer.issuer, verdict.signer.subject, now)
            : { by: 'sigstore', why: verdict.detail },
        );
      }
    }
  }
  return { signers, faults, total };
}

function judgeKey(
  trust: PackTrust,
  subject: SignedSubject,
  signature: Signature,
  now: bigint,
): Signer | SignerFault {
  const by = `key:${signature.key_id.slice(0, 64)}`;
  for (const publisher of trust.publishers) {
    const known = publisher.keys.find(({ key }) => key.keyId === signature.key_id);
    if (known === undefined) continue;
    const verdict = verifyDigest(known.key, signature, subject.digest);
    const why = verdict.ok ? faultOfSpan(known, now) : verdict.fault;
    return why === undefined ? { publisher, by } : { by, why };
  }
  return { by, why: 'the key is not in the trust policy' };
}

function judgeIdentity(
  trust: PackTrust,
  issuer: string,
  subject: string,
  now: bigint,
): Signer | SignerFault {
  const by = `sigstore:${subject}`;
  for (const publisher of trust.publishers) {
    const known = publisher.identities.find(
      (identity) => identity.issuer === issuer && identity.subject === subject,
    );
    if (known === undefined) continue;
    const why = faultOfSpan(known, now);
    return why === undefined ? { publisher, by } : { by, why };
  }
  return { by, why: 'the identity is not in the trust policy' };
}

function faultOfSpan(span: TrustSpan, now: bigint): string | undefined {
  // A stolen key can date its signatures back, so a revocation for theft has no beginning.
  if (span.revoked?.reason === 'key_compromise') return 'revoked: key_compromise';
  if (span.revoked !== undefined && now >= span.revoked.at)
    return `revoked: ${span.revoked.reason}`;
  if (span.validFrom !== undefined && now < span.validFrom) return 'not yet valid';
  if (span.validUntil !== undefined && now >= span.validUntil) return 'no longer valid';
  return undefined;
}

/** The publisher of a key that a person named on the command line: whatever it calls itself. */
export const ANY_PUBLISHER = '*';

/** A policy of one key without limits, for `--public-key`. Errors as `parsePublicKey`. */
export function trustOfKey(publicKey: string): PackTrust {
  const span = { validFrom: undefined, validUntil: undefined, revoked: undefined };
  const keys = [{ key: parsePublicKey(publicKey), ...span }];
  const all = ['*'];
  return {
    publishers: [{ name: ANY_PUBLISHER, packs: all, indexes: all, keys, identities: [] }],
    revoked: new Map(),
  };
}
