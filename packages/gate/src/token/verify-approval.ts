import { normalizeLowerList, type KeySet, type TrustFault } from '@gait/canon';
import { followsReference } from '../decide/profile.ts';
import type { Profile } from '../intent/strictness.ts';
import { nanosOf } from '../text/nanos-of.ts';
import { checkTokenKey } from './check-token-key.ts';
import { normalizeApproval, normalizeDigest } from './normalize-token.ts';
import type { ReadToken } from './read-token.ts';
import type { RevocationList } from './revocation-list.ts';
import { readScopeClaims } from './scope-claims.ts';
import { tokenDigest } from './sign-token.ts';
import {
  APPROVAL_SCHEMA_ID,
  approvalRecord,
  DENIAL_SCHEMA_ID,
  type ApprovalToken,
} from './token-record.ts';

/** Why an approval does not count; the reference's codes first, in the order they are looked for. */
export type ApprovalCode =
  | 'approval_token_invalid'
  | 'approval_token_signature_missing'
  | 'approval_token_signature_invalid'
  | 'approval_token_intent_mismatch'
  | 'approval_token_policy_mismatch'
  | 'approval_token_delegation_binding_mismatch'
  | 'approval_token_expired'
  | 'approval_token_scope_mismatch'
  | 'approval_token_max_targets_exceeded'
  | 'approval_token_max_ops_exceeded'
  | 'approval_token_already_used'
  | 'approval_token_identity_mismatch'
  | 'approval_token_nonce_missing'
  | 'approval_token_not_yet_valid'
  | 'approval_token_revoked'
  | 'approval_token_self_approved'
  | 'approval_token_unknown_field';

/** The action that an approval must be for, and whose signatures count. */
export interface ApprovalQuestion {
  readonly profile: Profile;
  /** Nanoseconds since 1970, of this machine: an evaluation time never revives a token. */
  readonly now: bigint;
  /** Keys of the approvers; undefined: no token counts. */
  readonly keys: KeySet | undefined;
  readonly intentDigest: string;
  readonly policyDigest: string;
  /** Digest of the delegation of the intent; `''` when it has none. */
  readonly delegationBindingDigest: string;
  /** Scopes that the action needs, all of them (gait-formats §4.7 step 7). */
  readonly scopes: readonly string[];
  readonly targetCount: number;
  readonly opCount: number;
  /** Who asks: under `strict` nobody approves his own action. */
  readonly requesters?: readonly string[];
  readonly revoked?: RevocationList | undefined;
  /** Uses that the ledger knows (`spendKey`). */
  readonly spent?: Pick<ReadonlySet<string>, 'has'>;
}

/** The answer about one approval. */
export type ApprovalVerdict =
  | {
      readonly ok: true;
      readonly token: ApprovalToken;
      readonly keyId: string;
      /** Hex; `''`: usable until it expires. */
      readonly nonce: string;
    }
  | {
      readonly ok: false;
      readonly code: ApprovalCode;
      readonly fault?: TrustFault | 'key_missing';
    };

/** Nobody's clock is exact. */
const SKEW = 300_000_000_000n;

/**
 * What the ledger remembers of a use. With the key: who learns a nonce cannot use it up in a
 * token of his own.
 */
export function spendKey(keyId: string, nonce: string): string {
  return `${keyId}:${nonce}`;
}

/**
 * Judges one approval: structure, signature, bindings, time, scope, limits, in the reference's
 * order (gait-formats §4.12), and what is new: the key's holder, revocation, not-before, nonce.
 */
export function verifyApproval(
  read: ReadToken<ApprovalToken>,
  question: ApprovalQuestion,
): ApprovalVerdict {
  const signed = verifySigned(read.token, APPROVAL_SCHEMA_ID, question);
  if (!signed.ok) return signed;
  const code =
    findBindingFault(signed.token, question) ??
    findLimitFault(signed.token, question) ??
    findUseFault(signed, read.strays, question);
  return code === undefined ? signed : { ok: false, code };
}

/**
 * Judges a denial: signed by an approver, for this action, not expired. What an approval needs
 * besides (scope, nonce, limits) does not matter to one.
 */
export function verifyDenial(
  read: ReadToken<ApprovalToken>,
  question: ApprovalQuestion,
): ApprovalVerdict {
  const signed = verifySigned(read.token, DENIAL_SCHEMA_ID, question);
  if (!signed.ok) return signed;
  const code = findBindingFault(signed.token, question);
  return code === undefined ? signed : { ok: false, code };
}

type Signed = Extract<ApprovalVerdict, { ok: true }>;

function verifySigned(
  token: ApprovalToken,
  schemaId: string,
  question: ApprovalQuestion,
): ApprovalVerdict {
  const normal = normalizeApproval(token, schemaId);
  if (!normal.ok) return { ok: false, code: 'approval_token_invalid' };
  const { signature, approver_identity: approver } = normal.token;
  const { keys, now } = question;
  if (keys === undefined || keys.keys.length === 0)
    return { ok: false, code: 'approval_token_signature_invalid', fault: 'key_missing' };
  if (signature === null) return { ok: false, code: 'approval_token_signature_missing' };
  const signed = tokenDigest(approvalRecord, normal.token);
  const signer = checkTokenKey(keys, signature, signed, { role: 'approver', now });
  if (!signer.ok)
    return { ok: false, code: 'approval_token_signature_invalid', fault: signer.fault };
  const { identity, key } = signer.key;
  if (identity !== undefined && identity !== approver)
    return { ok: false, code: 'approval_token_identity_mismatch' };
  const claims = readScopeClaims(normal.token.scope ?? []);
  if (claims.unreadable !== '') return { ok: false, code: 'approval_token_invalid' };
  return { ok: true, token: normal.token, keyId: key.keyId, nonce: claims.nonce };
}

function findBindingFault(
  token: ApprovalToken,
  question: ApprovalQuestion,
): ApprovalCode | undefined {
  if (question.revoked?.tokenIds.has(token.token_id) === true) return 'approval_token_revoked';
  const intent = normalizeDigest(question.intentDigest);
  if (token.intent_digest !== intent) return 'approval_token_intent_mismatch';
  if (token.policy_digest !== normalizeDigest(question.policyDigest))
    return 'approval_token_policy_mismatch';
  const binding = normalizeDigest(question.delegationBindingDigest);
  if (binding !== '' && token.delegation_binding_digest !== binding)
    return 'approval_token_delegation_binding_mismatch';
  return question.now >= nanosOf(token.expires_at) ? 'approval_token_expired' : undefined;
}

function findLimitFault(
  token: ApprovalToken,
  question: ApprovalQuestion,
): ApprovalCode | undefined {
  const scope = token.scope ?? [];
  const needed = normalizeLowerList(question.scopes);
  if (!scope.includes('*') && !needed.every((entry) => scope.includes(entry)))
    return 'approval_token_scope_mismatch';
  if (token.max_targets > 0 && question.targetCount > token.max_targets)
    return 'approval_token_max_targets_exceeded';
  if (token.max_ops > 0 && question.opCount > token.max_ops)
    return 'approval_token_max_ops_exceeded';
  return undefined;
}

function findUseFault(
  { token, keyId, nonce }: Signed,
  strays: readonly string[],
  question: ApprovalQuestion,
): ApprovalCode | undefined {
  const { profile, now } = question;
  const strict = profile === 'strict';
  if (strays.length > 0 && !followsReference(profile)) return 'approval_token_unknown_field';
  const { notBefore } = readScopeClaims(token.scope ?? []);
  if (notBefore !== undefined && now < notBefore) return 'approval_token_not_yet_valid';
  if (strict && nanosOf(token.created_at) > now + SKEW) return 'approval_token_not_yet_valid';
  if (strict && nonce === '') return 'approval_token_nonce_missing';
  if (strict && (question.requesters ?? []).includes(token.approver_identity))
    return 'approval_token_self_approved';
  if (nonce !== '' && question.spent?.has(spendKey(keyId, nonce)) === true)
    return 'approval_token_already_used';
  return undefined;
}
