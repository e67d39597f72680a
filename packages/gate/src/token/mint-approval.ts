import {
  CodedError,
  formatTime,
  normalizeLowerList,
  sha256Hex,
  trimSpace,
  type SigningKey,
} from '@gait/canon';
import { isDigest, normalizeDigest } from './normalize-token.ts';
import { isClaimScope, NONCE_BYTES, nonceScope, notBeforeScope } from './scope-claims.ts';
import { signToken } from './sign-token.ts';
import {
  APPROVAL_SCHEMA_ID,
  approvalRecord,
  DENIAL_SCHEMA_ID,
  TOKEN_SCHEMA_VERSION,
  type ApprovalToken,
} from './token-record.ts';

/** What an approver permits. Times are nanoseconds. */
export interface ApprovalRequest {
  readonly approverIdentity: string;
  readonly reasonCode: string;
  readonly intentDigest: string;
  readonly policyDigest: string;
  /** Digest of the delegation of the intent; `''` when it has none. */
  readonly delegationBindingDigest?: string;
  readonly scope: readonly string[];
  /** Most targets and operations that the action may have; 0: no limit. */
  readonly maxTargets?: number;
  readonly maxOps?: number;
  /** Since 1970. */
  readonly now: bigint;
  /** How long the token counts, from now. */
  readonly ttl: bigint;
  /** 16 random bytes or more: the token works once. */
  readonly nonce?: Uint8Array | undefined;
  /** Since 1970; the token does not count before. */
  readonly notBefore?: bigint | undefined;
  readonly producerVersion: string;
}

/**
 * Mints an approval exactly as the reference does, with nonce and not-before bound in the
 * signed scope (gait-formats §4.12, docs/adr/0009). Errors: `token_request_invalid`.
 */
export function mintApproval(request: ApprovalRequest, key: SigningKey): ApprovalToken {
  return mint(request, APPROVAL_SCHEMA_ID, key);
}

/**
 * Mints a denial: whoever is shown it refuses the action, whatever else was approved, until it
 * expires. Errors: `token_request_invalid`.
 */
export function mintDenial(
  request: Omit<ApprovalRequest, 'nonce' | 'notBefore'>,
  key: SigningKey,
): ApprovalToken {
  return mint(request, DENIAL_SCHEMA_ID, key);
}

function mint(request: ApprovalRequest, schemaId: string, key: SigningKey): ApprovalToken {
  const { now, ttl, maxTargets = 0, maxOps = 0 } = request;
  const token: ApprovalToken = {
    schema_id: schemaId,
    schema_version: TOKEN_SCHEMA_VERSION,
    created_at: formatTime(now),
    producer_version: trimSpace(request.producerVersion) || '0.0.0-dev',
    token_id: '',
    approver_identity: trimSpace(request.approverIdentity),
    reason_code: trimSpace(request.reasonCode),
    intent_digest: normalizeDigest(request.intentDigest),
    policy_digest: normalizeDigest(request.policyDigest),
    delegation_binding_digest: normalizeDigest(request.delegationBindingDigest ?? ''),
    scope: scopeOf(request),
    max_targets: maxTargets,
    max_ops: maxOps,
    expires_at: formatTime(now + ttl),
    signature: null,
  };
  demand(ttl > 0n, 'ttl must be longer than nothing', 'ttl');
  demand(isDigest(token.intent_digest), 'intent_digest must be a SHA-256 in hex', 'intent_digest');
  demand(isDigest(token.policy_digest), 'policy_digest must be a SHA-256 in hex', 'policy_digest');
  demand(
    token.delegation_binding_digest === '' || isDigest(token.delegation_binding_digest),
    'delegation_binding_digest must be a SHA-256 in hex',
    'delegation_binding_digest',
  );
  demand(token.approver_identity !== '', 'an approval names its approver', 'approver_identity');
  demand(token.reason_code !== '', 'an approval has a reason code', 'reason_code');
  demand(isCount(maxTargets), 'max_targets must be 0 or more', 'max_targets');
  demand(isCount(maxOps), 'max_ops must be 0 or more', 'max_ops');
  demand(
    request.notBefore === undefined || request.notBefore < now + ttl,
    'the approval would expire before it counts',
    'not_before',
  );
  return signToken(approvalRecord, { ...token, token_id: approvalTokenId(token) }, key);
}

function scopeOf(request: ApprovalRequest): string[] {
  const scopes = normalizeLowerList(request.scope);
  demand(scopes.length > 0, 'scope must have at least one entry', 'scope');
  const claim = scopes.find(isClaimScope);
  demand(claim === undefined, `the scope entry ${claim} is not written by hand`, 'scope');
  const { nonce, notBefore } = request;
  if (nonce !== undefined) {
    demand(
      nonce.length >= NONCE_BYTES && nonce.length <= 64,
      'a nonce has 16 to 64 bytes',
      'nonce',
    );
    scopes.push(nonceScope(nonce));
  }
  if (notBefore !== undefined) scopes.push(notBeforeScope(notBefore));
  return normalizeLowerList(scopes);
}

/** 24 hex digits over everything that the approval binds; a nonce makes it unique. */
function approvalTokenId(token: ApprovalToken): string {
  const parts = [
    token.intent_digest,
    token.policy_digest,
    token.approver_identity,
    token.reason_code,
    (token.scope ?? []).join(','),
    token.max_targets,
    token.max_ops,
    token.expires_at,
  ];
  return sha256Hex(parts.join(':')).slice(0, 24);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function demand(met: boolean, message: string, field: string): void {
  if (met) return;
  throw new CodedError('token_request_invalid', message, {
    hint: 'see the command with --help',
    where: { field },
  });
}
