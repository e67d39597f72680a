import { CodedError } from '@gait/canon';
import type { CallEvent, GateDecision, SpeakReceipt } from './call-records.ts';

/**
 * What must hold between the records of a call (gait-formats §7.7): nothing binding is
 * said without a token, a receipt and a decision that allowed it. All throw
 * `pack_source_invalid`; records are in normal form.
 */

const REQUIRED_TYPES = [
  'asr.final',
  'commitment.declared',
  'gate.decision',
  'tts.request',
  'tts.emitted',
  'tool.intent',
  'tool.result',
] as const;

/** Events are in call order and every required type occurs. */
export function checkEventCoverage(events: readonly CallEvent[]): void {
  if (events.length === 0) throw broken('the call has no events');
  let last = 0;
  for (const { call_seq } of events) {
    if (call_seq < last) throw broken('call events are not in the order of call_seq');
    last = call_seq;
  }
  const types = new Set(events.map(({ event_type }) => event_type));
  const missing = REQUIRED_TYPES.find((type) => !types.has(type));
  if (missing !== undefined) throw broken(`no call event is of the required type ${missing}`);
}

/** Every emitted speech with a commitment class has a receipt under the same token. */
export function checkSpokenReceipts(
  events: readonly CallEvent[],
  receipts: readonly SpeakReceipt[],
): void {
  const byPlace = new Map(receipts.map((receipt) => [placeOf(receipt), receipt]));
  for (const event of events) {
    if (event.event_type !== 'tts.emitted' || event.commitment_class === '') continue;
    const at = describe(event);
    if (event.say_token_id === '')
      throw broken(`gated tts.emitted event without say_token_id (${at})`);
    const receipt = byPlace.get(placeOf(event));
    if (receipt === undefined)
      throw broken(`gated tts.emitted event without speak receipt (${at})`);
    if (receipt.say_token_id !== event.say_token_id) {
      throw broken(
        `gated tts.emitted event and its speak receipt name different say tokens (${at})`,
      );
    }
  }
}

/** Every receipt has an earlier decision of its turn and class, and the latest of them allowed. */
export function checkReceiptDecisions(
  decisions: readonly GateDecision[],
  receipts: readonly SpeakReceipt[],
): void {
  for (const receipt of receipts) {
    let latest: GateDecision | undefined;
    for (const decision of decisions) {
      if (decision.commitment_class !== receipt.commitment_class) continue;
      if (decision.turn_index !== receipt.turn_index || decision.call_seq > receipt.call_seq)
        continue;
      if (latest === undefined || decision.call_seq > latest.call_seq) latest = decision;
    }
    if (latest === undefined)
      throw broken(`speak receipt without gate decision before it (${describe(receipt)})`);
    if (latest.verdict !== 'allow') {
      throw broken(
        `the latest gate decision before a speak receipt is ${latest.verdict}, not allow (${describe(receipt)})`,
      );
    }
  }
}

interface Place {
  readonly call_seq: number;
  readonly turn_index: number;
  readonly commitment_class: string;
}

function placeOf({ call_seq, turn_index, commitment_class }: Place): string {
  return `${call_seq}:${turn_index}:${commitment_class}`;
}

function describe({ call_seq, turn_index, commitment_class }: Place): string {
  return `call_seq ${call_seq}, turn ${turn_index}, class ${commitment_class}`;
}

function broken(message: string): CodedError {
  return new CodedError('pack_source_invalid', message, {
    hint: 'a binding statement needs its say token, speak receipt and an allowing decision',
  });
}
