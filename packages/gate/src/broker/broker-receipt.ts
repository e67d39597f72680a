import {
  CodedError,
  decodeRecord,
  formatTime,
  int,
  isZeroTime,
  list,
  record,
  str,
  time,
  toLower,
  toUtc,
  trimSpace,
  ZERO_TIME,
  type Infer,
} from '@gait/canon';
import { nanosOf } from '../text/nanos-of.ts';
import { normalizeScope } from './broker-request.ts';

/** What a broker says it issued: references and metadata, never the secret itself. */
export interface BrokerReceipt {
  readonly issuedBy: string;
  readonly source: string;
  readonly accessType: string;
  readonly issuer: string;
  readonly subject: string;
  readonly owner: string;
  readonly scope: readonly string[];
  readonly credentialRef: string;
  readonly targetBinding: string;
  readonly runBinding: string;
  readonly jobBinding: string;
  readonly requestDigest: string;
  /** RFC 3339 in UTC; the zero time when unknown. */
  readonly issuedAt: string;
  readonly expiresAt: string;
  /** Seconds; 0 when unknown. */
  readonly ttlSeconds: number;
  /** A known provider's form of receipt, `''` for a free one. */
  readonly provider: string;
  /** What makes the receipt more than a repetition of the question. */
  readonly proof: ReceiptProof;
  /**
   * Names of the claims that the broker itself made. A claim that was filled in from the
   * request proves nothing: it would agree with any request.
   */
  readonly stated: ReadonlySet<ReceiptClaim>;
}

/**
 * `typed`: the identifiers of a known provider are in it, or this program made it itself from
 * what an operator or a server said. `signed`: a trusted key signed it. `none`: neither.
 */
export type ReceiptProof = 'none' | 'typed' | 'signed';

/** Claims that are compared with the request. */
export type ReceiptClaim =
  | 'scope'
  | 'target_binding'
  | 'run_binding'
  | 'job_binding'
  | 'request_digest'
  | 'ttl';

export const receiptRecord = record('broker receipt', {
  issued_by: str(),
  provider: str().opt(),
  source: str().opt(),
  access_type: str().opt(),
  issuer: str().opt(),
  subject: str().opt(),
  owner: str().opt(),
  scope: list(str()).opt(),
  credential_ref: str(),
  target_binding: str().opt(),
  run_binding: str().opt(),
  job_binding: str().opt(),
  request_digest: str().opt(),
  issued_at: time().opt(),
  expires_at: time().opt(),
  ttl_seconds: int().opt(),
  assumed_role_arn: str().opt(),
  session_arn: str().opt(),
  repository: str().opt(),
  workflow_ref: str().opt(),
  lease_id: str().opt(),
  principal: str().opt(),
  workload_identity_provider: str().opt(),
  service_principal_id: str().opt(),
  federated_credential_id: str().opt(),
  broker_session_id: str().opt(),
});

/** A receipt's fields as the broker wrote them. */
export type RawReceipt = Infer<typeof receiptRecord>;

/** Longest reference to a credential, bytes. */
const MAX_REFERENCE = 256;

/** A raw receipt with nothing said. */
export const EMPTY_RECEIPT: RawReceipt = decodeRecord(receiptRecord, {});

/** Who made a receipt, and when it was received. */
export interface ReceiptOrigin {
  /** Of the broker that answered, for what it left unsaid. */
  readonly name: string;
  /** Resolved name of the provider, or `''`. */
  readonly provider: string;
  readonly proof: ReceiptProof;
  /** Nanoseconds since 1970: a credential that says only when it ends was issued now. */
  readonly now: bigint;
}

/**
 * A receipt in normal form. Nothing is filled in from the request.
 *
 * @throws CodedError `broker_reference_invalid`, `broker_receipt_invalid`.
 */
export function normalizeReceipt(raw: RawReceipt, origin: ReceiptOrigin): BrokerReceipt {
  const expires = utcOf(raw.expires_at);
  const issued = utcOf(raw.issued_at);
  const issuedAt = isZeroTime(issued) && !isZeroTime(expires) ? formatTime(origin.now) : issued;
  const ttlSeconds = raw.ttl_seconds === 0 ? secondsBetween(issuedAt, expires) : raw.ttl_seconds;
  return {
    issuedBy: trimSpace(raw.issued_by) || origin.name,
    source: toLower(trimSpace(raw.source)) || origin.name,
    accessType: toLower(trimSpace(raw.access_type)),
    issuer: trimSpace(raw.issuer),
    subject: trimSpace(raw.subject),
    owner: trimSpace(raw.owner),
    scope: normalizeScope(raw.scope ?? []),
    credentialRef: checkReference(raw.credential_ref),
    targetBinding: trimSpace(raw.target_binding),
    runBinding: trimSpace(raw.run_binding),
    jobBinding: trimSpace(raw.job_binding),
    requestDigest: toLower(trimSpace(raw.request_digest)),
    issuedAt,
    expiresAt: isZeroTime(expires) ? expiryOf(issuedAt, ttlSeconds) : expires,
    ttlSeconds,
    provider: origin.provider,
    proof: origin.proof,
    stated: statedIn(raw, ttlSeconds),
  };
}

function statedIn(raw: RawReceipt, ttlSeconds: number): ReadonlySet<ReceiptClaim> {
  const stated = new Set<ReceiptClaim>();
  if (normalizeScope(raw.scope ?? []).length > 0) stated.add('scope');
  for (const claim of ['target_binding', 'run_binding', 'job_binding', 'request_digest'] as const) {
    if (trimSpace(raw[claim]) !== '') stated.add(claim);
  }
  if (ttlSeconds > 0) stated.add('ttl');
  return stated;
}

function checkReference(text: string): string {
  const reference = trimSpace(text);
  if (reference !== '' && !/[\r\n\t]/.test(reference) && !tooLong(reference)) return reference;
  throw new CodedError('broker_reference_invalid', 'the broker gave no usable credential_ref', {
    hint: `a reference is one line of at most ${MAX_REFERENCE} bytes`,
  });
}

function utcOf(given: string): string {
  return isZeroTime(given) ? ZERO_TIME : toUtc(given);
}

function tooLong(text: string): boolean {
  return new TextEncoder().encode(text).byteLength > MAX_REFERENCE;
}

function secondsBetween(from: string, to: string): number {
  if (isZeroTime(from) || isZeroTime(to)) return 0;
  const span = nanosOf(to) - nanosOf(from);
  return span > 0n ? Number(span / 1_000_000_000n) : 0;
}

/** A hundred years: beyond it lies no credential, and at some point no date. */
const LONGEST_TTL_SECONDS = 3_155_760_000;

function expiryOf(issuedAt: string, ttlSeconds: number): string {
  if (isZeroTime(issuedAt) || ttlSeconds <= 0) return ZERO_TIME;
  if (ttlSeconds > LONGEST_TTL_SECONDS) {
    throw new CodedError(
      'broker_receipt_invalid',
      'the receipt lasts longer than a hundred years',
      {
        hint: 'ttl_seconds is in seconds',
      },
    );
  }
  return formatTime(nanosOf(issuedAt) + BigInt(ttlSeconds) * 1_000_000_000n);
}
