import {
  CodedError,
  compareUtf8,
  decodeRecord,
  isZeroTime,
  parseJson,
  toLower,
  toUtc,
  trimSpace,
} from '@gait/canon';
import { PRIVACY_MODES } from './call-contract.ts';
import {
  normalizeCallEvent,
  normalizeCommitment,
  normalizeGateDecision,
  normalizeReferenceDigests,
  normalizeSpeakReceipt,
} from './call-normal-form.ts';
import { callRecord, type CallRecord } from './call-records.ts';
import { checkEventCoverage, checkReceiptDecisions, checkSpokenReceipts } from './call-rules.ts';

/** A call record with everything in it set. */
export type NormalCallRecord = {
  readonly [K in keyof CallRecord]: K extends 'reference_digests'
    ? CallRecord[K]
    : NonNullable<CallRecord[K]>;
};

/**
 * Reads a call record in its normal form: fields closed, records sorted, the rules between
 * them checked (gait-formats §7.7). Errors: `pack_source_invalid`, those of `parseJson` and
 * `decodeRecord`.
 */
export function readCallRecord(bytes: Uint8Array): NormalCallRecord {
  const given = decodeRecord(callRecord, parseJson(bytes), { fold: true, unknown: 'refuse' });
  const call_id = trimSpace(given.call_id);
  const head = normalizeHead(given, call_id);
  const events = (given.events ?? [])
    .map((item) => normalizeCallEvent(item, call_id))
    .sort(
      (left, right) =>
        left.call_seq - right.call_seq || compareUtf8(left.event_type, right.event_type),
    );
  checkEventCoverage(events);
  const commitments = (given.commitments ?? []).map(normalizeCommitment).sort(byCallSeq);
  if (commitments.some((commitment) => commitment.call_id !== call_id)) {
    throw invalid('a commitment is of another call');
  }
  const gate_decisions = (given.gate_decisions ?? [])
    .map((item) => normalizeGateDecision(item, call_id))
    .sort(byCallSeq);
  const speak_receipts = (given.speak_receipts ?? [])
    .map((item) => normalizeSpeakReceipt(item, call_id))
    .sort(byCallSeq);
  checkSpokenReceipts(events, speak_receipts);
  checkReceiptDecisions(gate_decisions, speak_receipts);
  const reference_digests = normalizeReferenceDigests(given.reference_digests);
  return { ...head, events, commitments, gate_decisions, speak_receipts, reference_digests };
}

function normalizeHead(given: CallRecord, call_id: string): CallRecord {
  if (trimSpace(given.schema_id) !== '' && given.schema_id !== 'gait.voice.call_record') {
    throw invalid('schema_id is not gait.voice.call_record');
  }
  if (trimSpace(given.schema_version) !== '' && given.schema_version !== '1.0.0') {
    throw invalid('schema_version is not 1.0.0');
  }
  if (isZeroTime(given.created_at)) throw invalid('created_at is not set');
  if (call_id === '') throw invalid('call_id is empty');
  const runpack_path = trimSpace(given.runpack_path);
  if (runpack_path === '') throw invalid('runpack_path is empty');
  const privacy_mode = toLower(trimSpace(given.privacy_mode)) || 'hash_only';
  if (!PRIVACY_MODES.has(privacy_mode))
    throw invalid('privacy_mode is neither hash_only nor dispute_encrypted');
  return {
    ...given,
    schema_id: 'gait.voice.call_record',
    schema_version: '1.0.0',
    created_at: toUtc(given.created_at),
    producer_version: trimSpace(given.producer_version) || '0.0.0-dev',
    call_id,
    runpack_path,
    privacy_mode,
    environment_fingerprint: trimSpace(given.environment_fingerprint),
  };
}

interface Placed {
  readonly call_seq: number;
  readonly commitment_class: string;
}

function byCallSeq(left: Placed, right: Placed): number {
  return (
    left.call_seq - right.call_seq || compareUtf8(left.commitment_class, right.commitment_class)
  );
}

function invalid(message: string): CodedError {
  return new CodedError('pack_source_invalid', `call record: ${message}`, {
    hint: 'correct the call record',
  });
}
