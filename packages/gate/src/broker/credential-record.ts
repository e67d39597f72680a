import {
  credentialEvidenceRecord,
  encodeRecord,
  normalizeList,
  prettyJson,
  trimSpace,
  type Infer,
} from '@gait/canon';
import type { BrokerReceipt } from './broker-receipt.ts';

const SCHEMA_ID = 'gait.gate.broker_credential_record';

/** Evidence that a credential was issued for a call (gait-formats §4.13). */
export type CredentialRecord = Infer<typeof credentialEvidenceRecord>;

/** What the record says besides the receipt. */
export interface CredentialRecordFacts {
  /** RFC 3339 in UTC: of the decision. */
  readonly createdAt: string;
  readonly producerVersion: string;
  readonly traceId: string;
  readonly toolName: string;
  readonly identity: string;
  /** What the broker was asked for. */
  readonly reference: string;
  /** Scopes that were asked for. */
  readonly scope: readonly string[];
  readonly receipt: BrokerReceipt;
}

/** The record of an issued credential: references and times, never the secret. */
export function buildCredentialRecord(facts: CredentialRecordFacts): CredentialRecord {
  const { receipt } = facts;
  return {
    schema_id: SCHEMA_ID,
    schema_version: '1.0.0',
    created_at: facts.createdAt,
    producer_version: trimSpace(facts.producerVersion),
    trace_id: trimSpace(facts.traceId),
    tool_name: trimSpace(facts.toolName),
    identity: trimSpace(facts.identity),
    broker: receipt.issuedBy,
    reference: trimSpace(facts.reference),
    credential_source: receipt.source,
    credential_access_type: receipt.accessType,
    credential_issuer: receipt.issuer || receipt.issuedBy,
    credential_subject: receipt.subject,
    credential_owner: receipt.owner,
    scope: normalizeList(facts.scope),
    credential_ref: receipt.credentialRef,
    target_binding: receipt.targetBinding,
    run_binding: receipt.runBinding,
    job_binding: receipt.jobBinding,
    request_digest: receipt.requestDigest,
    issued_at: receipt.issuedAt,
    expires_at: receipt.expiresAt,
    ttl_seconds: receipt.ttlSeconds,
  };
}

/** The file of a record. */
export function printCredentialRecord(credential: CredentialRecord): string {
  return prettyJson(encodeRecord(credentialEvidenceRecord, credential));
}
