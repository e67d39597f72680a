import { isZeroTime, normalizeList, parseTime } from '@gait/canon';
import { isOutside, isStanding } from '../constraints/credential-demands.ts';
import type { Profile } from '../decide/profile.ts';
import type { PolicyRule } from '../policy/policy.ts';
import type { BrokerReceipt, ReceiptClaim } from './broker-receipt.ts';
import { brokerRequestDigest, type BrokerRequest } from './broker-request.ts';

/** What the call itself says of its credential. */
export interface ReceiptQuestion {
  readonly profile: Profile;
  readonly request: BrokerRequest;
  /** The scopes as they were asked for, where that differs from the request: the reference compares these. */
  readonly askedScope?: readonly string[] | undefined;
  /** `context.credential_ref` of the intent; `''` when it names none. */
  readonly expectedRef: string;
  /** Nanoseconds since 1970. */
  readonly now: bigint;
}

/**
 * Why a receipt does not fit the call and the rules that demanded it (gait-formats §4.13);
 * empty when it fits. The codes are reasons and violations alike.
 *
 * In the reference a claim that a broker does not make is taken from the request and agrees
 * with itself. Under `strict` such a claim is missing: `broker_scope_unproven`,
 * `broker_binding_unproven`, `broker_ttl_unproven`; a receipt without proof of its own is
 * `broker_receipt_unproven`; a signed one must name this very request; a lifetime that ends
 * later than it says is exceeded; one that is over is `broker_credential_expired`.
 */
export function checkReceipt(
  rules: readonly PolicyRule[],
  receipt: BrokerReceipt,
  question: ReceiptQuestion,
): readonly string[] {
  const codes = rules.flatMap((rule) => [...checkRule(rule, receipt)]);
  // The reference holds a script, which has no matched rule of its own, against nothing.
  const strict = question.profile === 'strict';
  if (strict || rules.length > 0) codes.push(...checkBinding(receipt, question));
  if (strict) codes.push(...checkProof(rules, receipt, question));
  return normalizeList(codes);
}

function* checkRule(rule: PolicyRule, receipt: BrokerReceipt): Iterable<string> {
  const { source, issuer, accessType, ttlSeconds } = receipt;
  const longest = rule.max_credential_ttl_seconds;
  if (longest > 0 && (ttlSeconds <= 0 || ttlSeconds > longest)) yield 'broker_ttl_exceeded';
  if (rule.require_jit_credential && accessType !== 'jit') yield 'credential_not_jit';
  if (rule.block_standing_credentials && isStanding(accessType)) {
    yield 'standing_credential_disallowed';
  }
  if (isOutside(rule.allowed_credential_sources, source)) yield 'credential_source_disallowed';
  if (isOutside(rule.allowed_credential_issuers, issuer)) yield 'credential_issuer_disallowed';
  if (isOutside(rule.allowed_credential_access_types, accessType)) {
    yield 'credential_access_type_disallowed';
  }
}

function* checkBinding(receipt: BrokerReceipt, question: ReceiptQuestion): Iterable<string> {
  const { request, expectedRef, askedScope = request.scope } = question;
  if (says(receipt, 'request_digest') && receipt.requestDigest !== brokerRequestDigest(request)) {
    yield 'broker_request_digest_mismatch';
  }
  const granted = says(receipt, 'scope') ? receipt.scope : request.scope;
  if (!askedScope.every((entry) => granted.includes(entry))) {
    yield 'broker_scope_mismatch';
  }
  if (expectedRef !== '' && receipt.credentialRef !== expectedRef) {
    yield 'broker_credential_ref_mismatch';
  }
  const unbound = question.profile === 'strict' && receipt.provider === OPERATOR;
  for (const { claim, asked, given, name } of bindings(receipt, request)) {
    if (unbound && given === ANY) continue;
    if (asked !== '' && says(receipt, claim) && given !== asked) {
      yield `broker_${name}_binding_mismatch`;
    }
  }
}

/**
 * What an operator writes who hands out a credential of the environment that is bound to
 * nothing, and means it. From any other broker it is no binding.
 */
const ANY = '*';
const OPERATOR = 'env';

function says(receipt: BrokerReceipt, claim: ReceiptClaim): boolean {
  return receipt.stated.has(claim);
}

function bindings(receipt: BrokerReceipt, request: BrokerRequest) {
  return [
    {
      name: 'target',
      claim: 'target_binding',
      asked: request.targetBinding,
      given: receipt.targetBinding,
    },
    { name: 'run', claim: 'run_binding', asked: request.runId, given: receipt.runBinding },
    { name: 'job', claim: 'job_binding', asked: request.jobId, given: receipt.jobBinding },
  ] as const;
}

/** A receipt that repeats the question proves nothing. */
function* checkProof(
  rules: readonly PolicyRule[],
  receipt: BrokerReceipt,
  { request, now }: ReceiptQuestion,
): Iterable<string> {
  if (receipt.proof === 'none') yield 'broker_receipt_unproven';
  if (receipt.proof === 'signed' && !says(receipt, 'request_digest')) {
    // Without it the signature would fit every call of the same tool.
    yield 'broker_request_digest_missing';
  }
  if (request.scope.length > 0 && !says(receipt, 'scope')) yield 'broker_scope_unproven';
  const unbound = bindings(receipt, request).some(
    ({ asked, claim }) => asked !== '' && !says(receipt, claim),
  );
  if (unbound) yield 'broker_binding_unproven';
  yield* checkEnd(rules, receipt, now);
}

function* checkEnd(
  rules: readonly PolicyRule[],
  receipt: BrokerReceipt,
  now: bigint,
): Iterable<string> {
  const expires = isZeroTime(receipt.expiresAt) ? undefined : parseTime(receipt.expiresAt);
  if (expires === undefined) {
    yield 'broker_ttl_unproven';
    return;
  }
  if (expires.epochNanos <= now) yield 'broker_credential_expired';
  const left = expires.epochNanos - now;
  const exceeded = rules.some(
    ({ max_credential_ttl_seconds: longest }) =>
      longest > 0 && left > BigInt(longest) * 1_000_000_000n,
  );
  if (exceeded) yield 'broker_ttl_exceeded';
}
