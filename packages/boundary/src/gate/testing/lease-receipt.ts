import type { BrokerReceipt, BrokerRequest } from '@gait/gate';

/** What a broker states of a lease of ten minutes that fits the request. */
export function leaseReceipt(
  request: BrokerRequest,
  changes: Partial<BrokerReceipt> = {},
): BrokerReceipt {
  return {
    issuedBy: 'lease',
    source: 'vault_dynamic',
    accessType: 'jit',
    issuer: 'vault',
    subject: '',
    owner: '',
    scope: request.scope,
    credentialRef: 'vault_dynamic:lease',
    targetBinding: request.targetBinding,
    runBinding: request.runId,
    jobBinding: request.jobId,
    requestDigest: '',
    issuedAt: '2026-06-03T12:00:00Z',
    expiresAt: '2026-06-03T12:10:00Z',
    ttlSeconds: 600,
    provider: 'vault_dynamic',
    stated: new Set(),
    proof: 'typed',
    ...changes,
  };
}
