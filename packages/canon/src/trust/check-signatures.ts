import type { Signature } from '../keys/algorithm.ts';
import {
  verifyBytesAsync,
  verifyDigest,
  verifyDigestAsync,
  type SignatureFault,
  type SignatureVerdict,
} from '../keys/sign-value.ts';
import { parseTime } from '../text/go-time.ts';
import { findKey, type KeyRole, type KeySet, type TrustedKey } from './key-set.ts';

/** What is known about the signatures of an artifact, and what they are allowed to mean. */
export interface SignatureQuestion {
  readonly role: KeyRole;
  /** RFC 3339 time at which the artifact says it was made; undefined when it says nothing. */
  readonly claimedTime: string | undefined;
  /** Most signatures that are looked at; default `MAX_SIGNATURES`. */
  readonly maxSignatures?: number | undefined;
}

/**
 * Signatures of one artifact that are looked at. One key's signature can be repeated for nothing,
 * and each costs its verification; a reviewed release has a handful.
 */
export const MAX_SIGNATURES = 64;

/** Why a signature does not count: its bytes, or the key's role and time. */
export type TrustFault =
  | SignatureFault
  | 'key_unknown'
  | 'key_role'
  | 'key_not_yet_valid'
  | 'key_expired'
  | 'key_revoked'
  | 'signature_count'
  | 'signing_time_unknown';

/** Something the reader of a "verified" must know. */
export interface TrustNote {
  readonly code: 'signing_time_claimed' | 'signing_time_unknown';
  readonly keyId: string;
  readonly message: string;
}

/** The answer about all signatures of an artifact. */
export interface SignatureCheck {
  /**
   * `missing`: there is none. `skipped`: there are some and no key to check with.
   * `verified`: at least one is by a trusted key in its role and time. `failed`: none is.
   */
  readonly status: 'missing' | 'skipped' | 'verified' | 'failed';
  /** Keys were given and no signature is there: as bad as a wrong one. */
  readonly stripped: boolean;
  readonly total: number;
  readonly valid: number;
  readonly faults: readonly { readonly fault: TrustFault; readonly keyId: string }[];
  /** Ids of the keys whose signatures count. */
  readonly signers: readonly string[];
  readonly notes: readonly TrustNote[];
}

/**
 * Checks the signatures of an artifact over its recomputed digest.
 *
 * The digest comes from the caller, who computed it from the artifact's bytes; key
 * and algorithm come from `keys`; nothing is believed from the signature objects but
 * which key they ask for. Of more signatures than `maxSignatures` none is looked at: the
 * check failed with the one fault `signature_count`.
 */
export function checkSignatures(
  keys: KeySet | undefined,
  signatures: readonly Signature[],
  digestHex: string,
  question: SignatureQuestion,
): SignatureCheck {
  return judgeAll(keys, signatures, question, (signature) => {
    const trusted = keys === undefined ? undefined : chooseKey(keys, signature);
    return trusted && verifyDigest(trusted.key, signature, digestHex);
  });
}

/** As `checkSignatures`, by the way that starts fastest. */
export async function checkSignaturesAsync(
  keys: KeySet | undefined,
  signatures: readonly Signature[],
  digestHex: string,
  question: SignatureQuestion,
): Promise<SignatureCheck> {
  const verdicts = new Map<Signature, SignatureVerdict>();
  for (const signature of tooMany(signatures, question) ? [] : signatures) {
    const trusted = keys === undefined ? undefined : chooseKey(keys, signature);
    if (trusted === undefined) continue;
    verdicts.set(signature, await verifyDigestAsync(trusted.key, signature, digestHex));
  }
  return judgeAll(keys, signatures, question, (signature) => verdicts.get(signature));
}

function tooMany(signatures: readonly Signature[], question: SignatureQuestion): boolean {
  return signatures.length > (question.maxSignatures ?? MAX_SIGNATURES);
}

/** @param verdictOn the answer of the key that `chooseKey` gives; undefined where it gives none */
function judgeAll(
  keys: KeySet | undefined,
  signatures: readonly Signature[],
  question: SignatureQuestion,
  verdictOn: (signature: Signature) => SignatureVerdict | undefined,
): SignatureCheck {
  const total = signatures.length;
  const none = { total, valid: 0, faults: [], signers: [], notes: [] };
  if (total === 0) return { ...none, status: 'missing', stripped: keys !== undefined };
  if (keys === undefined) return { ...none, status: 'skipped', stripped: false };
  if (tooMany(signatures, question)) {
    const faults = [{ fault: 'signature_count', keyId: '' }] as const;
    return { ...none, status: 'failed', stripped: false, faults };
  }
  const faults: { fault: TrustFault; keyId: string }[] = [];
  const signers: string[] = [];
  const notes: TrustNote[] = [];
  for (const signature of signatures) {
    const trusted = chooseKey(keys, signature);
    const fault = judge(trusted, verdictOn(signature), question, keys.now);
    if (fault !== undefined || trusted === undefined) {
      faults.push({ fault: fault ?? 'key_unknown', keyId: signature.key_id });
      continue;
    }
    signers.push(trusted.key.keyId);
    const note = noteOn(trusted, question);
    if (note !== undefined) notes.push(note);
  }
  const status = signers.length > 0 ? 'verified' : 'failed';
  return { status, stripped: false, total, valid: signers.length, faults, signers, notes };
}

/**
 * Checks one signature over literal bytes, as proof records carry them. Such a signature
 * names no algorithm: it is that of the trusted key. Undefined when it counts.
 */
export async function checkBytesSignature(
  keys: KeySet,
  signature: Omit<Signature, 'alg'>,
  bytes: Uint8Array,
  question: SignatureQuestion,
): Promise<TrustFault | undefined> {
  const trusted = chooseKey(keys, signature);
  if (trusted === undefined) return 'key_unknown';
  const { key } = trusted;
  const verdict = await verifyBytesAsync(key, { ...signature, alg: key.alg }, bytes);
  return judge(trusted, verdict, question, keys.now);
}

/** With a single key every signature is tried against it, so that its fault is named precisely. */
function chooseKey(keys: KeySet, signature: Omit<Signature, 'alg'>): TrustedKey | undefined {
  return keys.keys.length === 1 ? keys.keys[0] : findKey(keys, signature.key_id);
}

function judge(
  trusted: TrustedKey | undefined,
  verdict: SignatureVerdict | undefined,
  question: SignatureQuestion,
  now: bigint | undefined,
): TrustFault | undefined {
  if (trusted === undefined || verdict === undefined) return 'key_unknown';
  if (!verdict.ok) return verdict.fault;
  if (trusted.roles !== undefined && !trusted.roles.includes(question.role)) return 'key_role';
  const claimed = claimedNanos(question);
  const fault = judgeTime(trusted, claimed);
  if (fault !== undefined || claimed !== undefined || now === undefined) return fault;
  return judgeTime(trusted, now) === undefined ? undefined : 'signing_time_unknown';
}

/**
 * The time is the signer's own claim. It can therefore excuse a key that was retired,
 * never one that was stolen: whoever holds a stolen key writes any time he likes.
 */
function judgeTime(trusted: TrustedKey, claimed: bigint | undefined): TrustFault | undefined {
  const { revoked, validFrom, validUntil } = trusted;
  if (revoked !== undefined) {
    if (revoked.reason === 'key_compromise' || revoked.reason === 'unspecified')
      return 'key_revoked';
    if (claimed !== undefined && claimed >= revoked.at) return 'key_revoked';
  }
  if (claimed === undefined) return undefined;
  if (validFrom !== undefined && claimed < validFrom) return 'key_not_yet_valid';
  if (validUntil !== undefined && claimed >= validUntil) return 'key_expired';
  return undefined;
}

function noteOn(trusted: TrustedKey, question: SignatureQuestion): TrustNote | undefined {
  const { revoked, validFrom, validUntil, key } = trusted;
  if (revoked === undefined && validFrom === undefined && validUntil === undefined)
    return undefined;
  const { keyId } = key;
  if (claimedNanos(question) === undefined) {
    const message =
      'the artifact carries no signing time; the validity of its key could not be checked';
    return { code: 'signing_time_unknown', keyId, message };
  }
  const message = `the signing time ${question.claimedTime} is claimed by the signer, not proven`;
  return { code: 'signing_time_claimed', keyId, message };
}

/** Containers carry the fixed time 1980-01-01 and Go's zero time where they have none. */
function claimedNanos(question: SignatureQuestion): bigint | undefined {
  if (question.claimedTime === undefined) return undefined;
  const nanos = parseTime(question.claimedTime)?.epochNanos;
  return nanos === undefined || nanos <= 315_532_800_000_000_000n ? undefined : nanos;
}
