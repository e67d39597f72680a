import {
  CodedError,
  formatTime,
  normalizeLowerList,
  sha256Hex,
  toLower,
  trimSpace,
  type SigningKey,
} from '@gait/canon';
import { isDigest, normalizeDigest } from './normalize-token.ts';
import { signToken } from './sign-token.ts';
import {
  DELEGATION_SCHEMA_ID,
  delegationTokenRecord,
  TOKEN_SCHEMA_VERSION,
  type DelegationToken,
} from './token-record.ts';

/** What a delegator hands on. Times are nanoseconds. */
export interface DelegationRequest {
  readonly delegatorIdentity: string;
  readonly delegateIdentity: string;
  readonly scope: readonly string[];
  readonly scopeClass?: string;
  /** Digests that the delegation is bound to; `''`: any. */
  readonly intentDigest?: string;
  readonly policyDigest?: string;
  /** Since 1970. */
  readonly now: bigint;
  /** How long the token counts, from now. */
  readonly ttl: bigint;
  readonly producerVersion: string;
}

/** Mints a delegation exactly as the reference does (gait-formats §4.12). Errors: `token_request_invalid`. */
export function mintDelegation(request: DelegationRequest, key: SigningKey): DelegationToken {
  const token: DelegationToken = {
    schema_id: DELEGATION_SCHEMA_ID,
    schema_version: TOKEN_SCHEMA_VERSION,
    created_at: formatTime(request.now),
    producer_version: trimSpace(request.producerVersion) || '0.0.0-dev',
    token_id: '',
    delegator_identity: trimSpace(request.delegatorIdentity),
    delegate_identity: trimSpace(request.delegateIdentity),
    scope: normalizeLowerList(request.scope),
    scope_class: toLower(trimSpace(request.scopeClass ?? '')),
    intent_digest: normalizeDigest(request.intentDigest ?? ''),
    policy_digest: normalizeDigest(request.policyDigest ?? ''),
    expires_at: formatTime(request.now + request.ttl),
    signature: null,
  };
  check(token, request.ttl);
  return signToken(delegationTokenRecord, { ...token, token_id: delegationTokenId(token) }, key);
}

function check(token: DelegationToken, ttl: bigint): void {
  const fault = (message: string, field: string): CodedError =>
    new CodedError('token_request_invalid', message, {
      hint: 'see the command with --help',
      where: { field },
    });
  if (ttl <= 0n) throw fault('ttl must be longer than nothing', 'ttl');
  if (token.delegator_identity === '') throw fault('name the delegator', 'delegator_identity');
  if (token.delegate_identity === '') throw fault('name the delegate', 'delegate_identity');
  if ((token.scope ?? []).length === 0) throw fault('scope must have at least one entry', 'scope');
  for (const field of ['intent_digest', 'policy_digest'] as const) {
    if (token[field] !== '' && !isDigest(token[field]))
      throw fault(`${field} must be a SHA-256 in hex`, field);
  }
}

function delegationTokenId(token: DelegationToken): string {
  const parts = [
    token.delegator_identity,
    token.delegate_identity,
    (token.scope ?? []).join(','),
    token.scope_class,
    token.intent_digest,
    token.policy_digest,
    token.expires_at,
  ];
  return sha256Hex(parts.join(':')).slice(0, 24);
}
