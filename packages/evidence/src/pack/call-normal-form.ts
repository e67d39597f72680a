import {
  CodedError,
  compareUtf8,
  isZeroTime,
  normalizeList,
  toLower,
  toUtc,
  trimSpace,
} from '@gait/canon';
import type {
  CallEvent,
  Commitment,
  GateDecision,
  ReferenceDigest,
  SpeakReceipt,
} from './call-records.ts';
import { isSha256Hex } from './pack-manifest.ts';

/**
 * Normal forms of the records of a call (gait-formats §7.7): texts trimmed, digests and
 * classes in lower case, times in UTC. Each function throws `pack_source_invalid` for a
 * record that has none.
 */

const CLASSES: ReadonlySet<string> = new Set([
  'refund',
  'quote',
  'eligibility',
  'schedule',
  'cancel',
  'account_change',
]);
const VERDICTS: ReadonlySet<string> = new Set(['allow', 'block', 'dry_run', 'require_approval']);

export function normalizeCallEvent(given: CallEvent, callId: string): CallEvent {
  const event = {
    ...given,
    schema_id: schemaId('call event', given, 'gait.voice.call_event'),
    schema_version: '1.0.0',
    created_at: setTime('call event created_at', given.created_at),
    call_id: sameCall('call event', given.call_id, callId),
    event_type: trimSpace(given.event_type),
    commitment_class: toLower(trimSpace(given.commitment_class)),
    intent_digest: optionalDigest('call event intent_digest', given.intent_digest),
    policy_digest: optionalDigest('call event policy_digest', given.policy_digest),
    say_token_id: trimSpace(given.say_token_id),
    payload_digest: optionalDigest('call event payload_digest', given.payload_digest),
  };
  checkPlace('call event', event);
  if (event.event_type === '') throw invalid('call event event_type is empty');
  if (event.commitment_class !== '') checkClass('call event', event.commitment_class);
  return event;
}

export function normalizeCommitment(given: Commitment): Commitment {
  const { context } = given;
  const commitment = {
    ...given,
    schema_id: schemaId('commitment', given, 'gait.voice.commitment_intent'),
    schema_version: '1.0.0',
    created_at: setTime('commitment created_at', given.created_at),
    producer_version: trimSpace(given.producer_version) || '0.0.0-dev',
    call_id: trimSpace(given.call_id),
    commitment_class: toLower(trimSpace(given.commitment_class)),
    utterance_digest: optionalDigest('commitment utterance_digest', given.utterance_digest),
    context: {
      identity: trimSpace(context.identity),
      workspace: trimSpace(context.workspace),
      risk_class: toLower(trimSpace(context.risk_class)),
      session_id: trimSpace(context.session_id),
      request_id: trimSpace(context.request_id),
      environment_fingerprint: trimSpace(context.environment_fingerprint),
    },
    currency: trimSpace(given.currency).toUpperCase(),
    approval_artifact_refs: normalizeList(given.approval_artifact_refs),
    evidence_reference_digests: normalizeDigests(given.evidence_reference_digests),
  };
  if (commitment.call_id === '') throw invalid('commitment call_id is empty');
  checkPlace('commitment', commitment);
  checkClass('commitment', commitment.commitment_class);
  const { identity, workspace, risk_class } = commitment.context;
  if (identity === '' || workspace === '' || risk_class === '') {
    throw invalid('commitment context needs identity, workspace and risk_class');
  }
  const { quote_min_cents, quote_max_cents, refund_ceiling_cents } = commitment;
  if (quote_min_cents < 0 || quote_max_cents < 0 || refund_ceiling_cents < 0) {
    throw invalid('a bound of the commitment is negative');
  }
  if (quote_max_cents > 0 && quote_min_cents > quote_max_cents) {
    throw invalid('commitment quote_min_cents is above quote_max_cents');
  }
  return commitment;
}

export function normalizeGateDecision(given: GateDecision, callId: string): GateDecision {
  const decision = {
    ...given,
    call_id: sameCall('gate decision', given.call_id, callId),
    commitment_class: toLower(trimSpace(given.commitment_class)),
    verdict: toLower(trimSpace(given.verdict)),
    reason_codes: orNull(normalizeList(given.reason_codes)),
    intent_digest: optionalDigest('gate decision intent_digest', given.intent_digest),
    policy_digest: optionalDigest('gate decision policy_digest', given.policy_digest),
    approval_ref: trimSpace(given.approval_ref),
  };
  checkPlace('gate decision', decision);
  checkClass('gate decision', decision.commitment_class);
  if (!VERDICTS.has(decision.verdict))
    throw invalid(`gate decision verdict ${JSON.stringify(decision.verdict)} is unknown`);
  return decision;
}

export function normalizeSpeakReceipt(given: SpeakReceipt, callId: string): SpeakReceipt {
  const receipt = {
    ...given,
    call_id: sameCall('speak receipt', given.call_id, callId),
    commitment_class: toLower(trimSpace(given.commitment_class)),
    say_token_id: trimSpace(given.say_token_id),
    spoken_digest: toLower(trimSpace(given.spoken_digest)),
    emitted_at: setTime('speak receipt emitted_at', given.emitted_at),
  };
  checkPlace('speak receipt', receipt);
  checkClass('speak receipt', receipt.commitment_class);
  if (receipt.say_token_id === '') throw invalid('speak receipt say_token_id is empty');
  if (!isSha256Hex(receipt.spoken_digest))
    throw invalid('speak receipt spoken_digest is not a sha256 hex digest');
  return receipt;
}

/** Valid items without repeats, sorted; null when none is left. Invalid items are dropped. */
export function normalizeReferenceDigests(
  given: readonly ReferenceDigest[] | null,
): readonly ReferenceDigest[] | null {
  const items = new Map<string, ReferenceDigest>();
  for (const item of given ?? []) {
    const ref_id = trimSpace(item.ref_id);
    const sha256 = toLower(trimSpace(item.sha256));
    if (ref_id !== '' && isSha256Hex(sha256))
      items.set(`${ref_id}\u0000${sha256}`, { ref_id, sha256 });
  }
  const sorted = [...items.values()].sort(
    (left, right) =>
      compareUtf8(left.ref_id, right.ref_id) || compareUtf8(left.sha256, right.sha256),
  );
  return orNull(sorted);
}

function normalizeDigests(given: readonly string[] | null): readonly string[] | null {
  return orNull(
    normalizeList((given ?? []).map((item) => toLower(trimSpace(item)))).filter(isSha256Hex),
  );
}

function orNull<T>(items: readonly T[]): readonly T[] | null {
  return items.length === 0 ? null : items;
}

function schemaId(
  what: string,
  given: { readonly schema_id: string; readonly schema_version: string },
  id: string,
): string {
  if (trimSpace(given.schema_id) !== '' && given.schema_id !== id)
    throw invalid(`${what} schema_id is not ${id}`);
  if (trimSpace(given.schema_version) !== '' && given.schema_version !== '1.0.0') {
    throw invalid(`${what} schema_version is not 1.0.0`);
  }
  return id;
}

function setTime(what: string, given: string): string {
  if (isZeroTime(given)) throw invalid(`${what} is not set`);
  return toUtc(given);
}

function sameCall(what: string, given: string, callId: string): string {
  const id = trimSpace(given);
  if (id === '' || id !== callId) throw invalid(`${what} call_id is not that of the call`);
  return id;
}

function checkPlace(
  what: string,
  given: { readonly call_seq: number; readonly turn_index: number },
): void {
  if (given.call_seq <= 0) throw invalid(`${what} call_seq is below 1`);
  if (given.turn_index < 0) throw invalid(`${what} turn_index is negative`);
}

function checkClass(what: string, given: string): void {
  if (!CLASSES.has(given))
    throw invalid(`${what} commitment_class ${JSON.stringify(given)} is unknown`);
}

function optionalDigest(what: string, given: string): string {
  const digest = toLower(trimSpace(given));
  if (digest !== '' && !isSha256Hex(digest)) throw invalid(`${what} is not a sha256 hex digest`);
  return digest;
}

function invalid(message: string): CodedError {
  return new CodedError('pack_source_invalid', message, { hint: 'correct the call record' });
}
