import { isZeroTime, normalizeLowerList, toLower, trimSpace } from '@gait/canon';
import {
  APPROVAL_SCHEMA_ID,
  DELEGATION_SCHEMA_ID,
  TOKEN_SCHEMA_VERSION,
  type ApprovalToken,
  type DelegationToken,
} from './token-record.ts';

/** A token in the form that is signed, or what is wrong with it. */
export type Normalized<T> =
  | { readonly ok: true; readonly token: T }
  | { readonly ok: false; readonly detail: string };

const HEX_DIGEST = /^[0-9a-f]{64}$/;

/** True for 64 lower-case hex digits. */
export function isDigest(text: string): boolean {
  return HEX_DIGEST.test(text);
}

/** A digest as tokens carry it: trimmed, lower case. */
export function normalizeDigest(text: string): string {
  return toLower(trimSpace(text));
}

/**
 * Brings an approval, or a denial, into the form its signature is over (gait-formats §4.12):
 * text trimmed, digests and scope in lower case, scope sorted. Times stay as they are.
 *
 * @param schemaId what the token must be; an empty schema id of the token means an approval
 */
export function normalizeApproval(
  token: ApprovalToken,
  schemaId: string = APPROVAL_SCHEMA_ID,
): Normalized<ApprovalToken> {
  const normal: ApprovalToken = {
    ...token,
    schema_id: token.schema_id === '' ? APPROVAL_SCHEMA_ID : token.schema_id,
    schema_version: token.schema_version === '' ? TOKEN_SCHEMA_VERSION : token.schema_version,
    token_id: trimSpace(token.token_id),
    approver_identity: trimSpace(token.approver_identity),
    reason_code: trimSpace(token.reason_code),
    intent_digest: normalizeDigest(token.intent_digest),
    policy_digest: normalizeDigest(token.policy_digest),
    delegation_binding_digest: normalizeDigest(token.delegation_binding_digest),
    scope: normalizeLowerList(token.scope ?? []),
  };
  return judge(normal, [
    [normal.schema_id === schemaId, `its schema_id is not ${schemaId}`],
    [normal.schema_version === TOKEN_SCHEMA_VERSION, 'its schema_version is not 1.0.0'],
    [normal.token_id !== '', 'it has no token_id'],
    [normal.approver_identity !== '', 'it has no approver_identity'],
    [normal.reason_code !== '', 'it has no reason_code'],
    [isDigest(normal.intent_digest), 'its intent_digest is not a SHA-256 in hex'],
    [isDigest(normal.policy_digest), 'its policy_digest is not a SHA-256 in hex'],
    [
      isUnsetOrDigest(normal.delegation_binding_digest),
      'its delegation_binding_digest is not a SHA-256 in hex',
    ],
    [(normal.scope ?? []).length > 0, 'it has no scope'],
    [normal.max_targets >= 0, 'its max_targets is below 0'],
    [normal.max_ops >= 0, 'its max_ops is below 0'],
    [!isZeroTime(normal.created_at), 'it has no created_at'],
    [!isZeroTime(normal.expires_at), 'it has no expires_at'],
  ]);
}

/** Brings a delegation into the form its signature is over (gait-formats §4.12). */
export function normalizeDelegationToken(token: DelegationToken): Normalized<DelegationToken> {
  const normal: DelegationToken = {
    ...token,
    schema_id: token.schema_id === '' ? DELEGATION_SCHEMA_ID : token.schema_id,
    schema_version: token.schema_version === '' ? TOKEN_SCHEMA_VERSION : token.schema_version,
    token_id: trimSpace(token.token_id),
    delegator_identity: trimSpace(token.delegator_identity),
    delegate_identity: trimSpace(token.delegate_identity),
    scope: normalizeLowerList(token.scope ?? []),
    scope_class: toLower(trimSpace(token.scope_class)),
    intent_digest: normalizeDigest(token.intent_digest),
    policy_digest: normalizeDigest(token.policy_digest),
  };
  return judge(normal, [
    [normal.schema_id === DELEGATION_SCHEMA_ID, `its schema_id is not ${DELEGATION_SCHEMA_ID}`],
    [normal.schema_version === TOKEN_SCHEMA_VERSION, 'its schema_version is not 1.0.0'],
    [normal.token_id !== '', 'it has no token_id'],
    [
      normal.delegator_identity !== '' && normal.delegate_identity !== '',
      'it does not name delegator and delegate',
    ],
    [(normal.scope ?? []).length > 0, 'it has no scope'],
    [isUnsetOrDigest(normal.intent_digest), 'its intent_digest is not a SHA-256 in hex'],
    [isUnsetOrDigest(normal.policy_digest), 'its policy_digest is not a SHA-256 in hex'],
    [!isZeroTime(normal.created_at), 'it has no created_at'],
    [!isZeroTime(normal.expires_at), 'it has no expires_at'],
  ]);
}

function isUnsetOrDigest(text: string): boolean {
  return text === '' || isDigest(text);
}

function judge<T>(
  token: T,
  demands: readonly (readonly [met: boolean, detail: string])[],
): Normalized<T> {
  const unmet = demands.find(([met]) => !met);
  return unmet === undefined ? { ok: true, token } : { ok: false, detail: unmet[1] };
}
