import {
  normalizeLowerList,
  parseTime,
  trimSpace,
  type KeySet,
  type TrustFault,
} from '@gait/canon';
import { followsReference } from '../decide/profile.ts';
import type { Profile } from '../intent/strictness.ts';
import { checkTokenKey } from './check-token-key.ts';
import { normalizeDelegationToken, normalizeDigest } from './normalize-token.ts';
import type { ReadToken } from './read-token.ts';
import type { RevocationList } from './revocation-list.ts';
import { tokenDigest } from './sign-token.ts';
import { delegationTokenRecord, type DelegationToken } from './token-record.ts';

/** Why a delegation does not count; the reference's codes first, in the order they are looked for. */
export type DelegationCode =
  | 'delegation_token_invalid'
  | 'delegation_token_signature_missing'
  | 'delegation_token_signature_invalid'
  | 'delegation_token_expired'
  | 'delegation_token_delegator_mismatch'
  | 'delegation_token_delegate_mismatch'
  | 'delegation_token_intent_mismatch'
  | 'delegation_token_policy_mismatch'
  | 'delegation_token_scope_mismatch'
  | 'delegation_token_identity_mismatch'
  | 'delegation_token_revoked'
  | 'delegation_token_unknown_field';

/** What a delegation must be for. Empty text and an empty list: anything. */
export interface DelegationQuestion {
  readonly profile: Profile;
  /** Nanoseconds since 1970, of this machine. */
  readonly now: bigint;
  /** Keys of the delegators; undefined: no token counts. */
  readonly keys: KeySet | undefined;
  readonly delegator: string;
  readonly delegate: string;
  /** Any one of them suffices. */
  readonly scopes: readonly string[];
  readonly intentDigest: string;
  readonly policyDigest: string;
  readonly revoked?: RevocationList | undefined;
}

/** The answer about one delegation. */
export type DelegationVerdict =
  | { readonly ok: true; readonly token: DelegationToken; readonly keyId: string }
  | {
      readonly ok: false;
      readonly code: DelegationCode;
      readonly fault?: TrustFault | 'key_missing';
    };

/** What is the same for every link: the token is one, and who signed it may delegate. */
export type SignedDelegation = DelegationVerdict & {
  /** Fields that the signature does not cover. */
  readonly strays: readonly string[];
};

/**
 * Judges one delegation in the reference's order (gait-formats §4.12). Digests are compared only
 * when the token has them. With a trust file the key must be the delegator's own.
 */
export function verifyDelegation(
  read: ReadToken<DelegationToken>,
  question: DelegationQuestion,
): DelegationVerdict {
  return judgeDelegationFor(checkDelegationSignature(read, question), question);
}

/** The first half of `verifyDelegation`, which costs a signature check. */
export function checkDelegationSignature(
  { token, strays }: ReadToken<DelegationToken>,
  { keys, now }: Pick<DelegationQuestion, 'keys' | 'now'>,
): SignedDelegation {
  const normal = normalizeDelegationToken(token);
  if (!normal.ok) return { ok: false, code: 'delegation_token_invalid', strays };
  const { signature } = normal.token;
  if (keys === undefined || keys.keys.length === 0)
    return {
      ok: false,
      code: 'delegation_token_signature_invalid',
      fault: 'key_missing',
      strays,
    };
  if (signature === null) return { ok: false, code: 'delegation_token_signature_missing', strays };
  const signed = tokenDigest(delegationTokenRecord, normal.token);
  const signer = checkTokenKey(keys, signature, signed, { role: 'delegator', now });
  if (!signer.ok)
    return { ok: false, code: 'delegation_token_signature_invalid', fault: signer.fault, strays };
  const { identity, key } = signer.key;
  if (identity !== undefined && identity !== normal.token.delegator_identity)
    return { ok: false, code: 'delegation_token_identity_mismatch', strays };
  return { ok: true, token: normal.token, keyId: key.keyId, strays };
}

/** The second half: what a signed delegation is for. */
export function judgeDelegationFor(
  { strays, ...signed }: SignedDelegation,
  question: Omit<DelegationQuestion, 'keys'>,
): DelegationVerdict {
  if (!signed.ok) return signed;
  const code = findFault(signed.token, question);
  if (code !== undefined) return { ok: false, code };
  if (strays.length > 0 && !followsReference(question.profile))
    return { ok: false, code: 'delegation_token_unknown_field' };
  return signed;
}

function findFault(
  token: DelegationToken,
  question: Omit<DelegationQuestion, 'keys'>,
): DelegationCode | undefined {
  if (question.revoked?.tokenIds.has(token.token_id) === true) return 'delegation_token_revoked';
  if (question.now >= (parseTime(token.expires_at)?.epochNanos ?? 0n))
    return 'delegation_token_expired';
  if (differs(trimSpace(question.delegator), token.delegator_identity))
    return 'delegation_token_delegator_mismatch';
  if (differs(trimSpace(question.delegate), token.delegate_identity))
    return 'delegation_token_delegate_mismatch';
  if (
    token.intent_digest !== '' &&
    differs(normalizeDigest(question.intentDigest), token.intent_digest)
  )
    return 'delegation_token_intent_mismatch';
  if (
    token.policy_digest !== '' &&
    differs(normalizeDigest(question.policyDigest), token.policy_digest)
  )
    return 'delegation_token_policy_mismatch';
  return hasScope(token, question.scopes) ? undefined : 'delegation_token_scope_mismatch';
}

function differs(expected: string, actual: string): boolean {
  return expected !== '' && expected !== actual;
}

function hasScope(token: DelegationToken, scopes: readonly string[]): boolean {
  const needed = normalizeLowerList(scopes);
  const held = new Set(token.scope ?? []);
  if (token.scope_class !== '') held.add(token.scope_class);
  return needed.length === 0 || held.has('*') || needed.some((scope) => held.has(scope));
}
