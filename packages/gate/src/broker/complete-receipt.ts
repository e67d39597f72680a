import { digest, formatTime, sha256Hex } from '@gait/canon';
import type { Profile } from '../decide/profile.ts';
import type { BrokerReceipt } from './broker-receipt.ts';
import { brokerRequestJson, type BrokerRequest } from './broker-request.ts';

/**
 * A receipt with what the broker left unsaid taken from the request, as the reference records
 * it. `stated` still tells what the broker said itself. Under `strict` only the digest of the
 * request is added: that is what we asked, whatever the answer.
 *
 * @param request In normal form.
 */
export function completeReceipt(
  receipt: BrokerReceipt,
  request: BrokerRequest,
  profile: Profile,
): BrokerReceipt {
  const requestDigest = receipt.requestDigest || digest(brokerRequestJson(request));
  if (profile === 'strict') return { ...receipt, requestDigest };
  const person = receipt.provider === '' ? '' : request.identity;
  return {
    ...receipt,
    requestDigest,
    subject: receipt.subject || person,
    owner: receipt.owner || person,
    scope: receipt.scope.length > 0 ? receipt.scope : request.scope,
    targetBinding: receipt.targetBinding || request.targetBinding,
    runBinding: receipt.runBinding || request.runId,
    jobBinding: receipt.jobBinding || request.jobId,
  };
}

const STUB_SECONDS = 300;

/**
 * The receipt of the stub, which issues nothing and is for trying out policies: it repeats the
 * request, so under `strict` it proves nothing.
 *
 * @param request In normal form.
 * @param now Nanoseconds since 1970.
 */
export function stubReceipt(request: BrokerRequest, now: bigint): BrokerReceipt {
  const { toolName, identity, workspace, sessionId, requestId, reference, scope } = request;
  const named = [toolName, identity, workspace, sessionId, requestId, reference, scope.join(',')];
  return {
    issuedBy: 'stub',
    source: 'stub',
    accessType: 'jit',
    issuer: 'stub',
    subject: identity,
    owner: identity,
    scope,
    credentialRef: `stub:${sha256Hex(named.join('|')).slice(0, 24)}`,
    targetBinding: request.targetBinding,
    runBinding: request.runId,
    jobBinding: request.jobId,
    requestDigest: '',
    issuedAt: formatTime(now),
    expiresAt: formatTime(now + BigInt(STUB_SECONDS) * 1_000_000_000n),
    ttlSeconds: STUB_SECONDS,
    provider: '',
    proof: 'none',
    stated: new Set(['ttl']),
  };
}
