import {
  ARTIFACT_HEAD,
  bool,
  int,
  list,
  map,
  record,
  str,
  struct,
  time,
  type Infer,
} from '@gait/canon';

/** `call_payload.json` (gait-formats §3.3). */
export const callPayloadRecord = record('call payload', {
  schema_id: str(),
  schema_version: str(),
  created_at: time(),
  call_id: str(),
  run_id: str().opt(),
  privacy_mode: str(),
  event_count: int(),
  commitment_count: int(),
  decision_count: int(),
  speak_receipt_count: int(),
  reference_digest_count: int(),
  environment_fingerprint: str().opt(),
});

/** `callpack_manifest.json`: the counts again, with the producer. */
export const callpackManifestRecord = record('callpack manifest', {
  ...ARTIFACT_HEAD,
  call_id: str(),
  privacy_mode: str(),
  event_count: int(),
  commitment_count: int(),
  decision_count: int(),
  speak_receipt_count: int(),
  reference_digest_count: int(),
  environment_fingerprint: str().opt(),
});

/** One line of `call_events.jsonl`. */
export const callEventRecord = record('call event', {
  schema_id: str(),
  schema_version: str(),
  created_at: time(),
  call_id: str(),
  call_seq: int(),
  turn_index: int(),
  event_type: str(),
  commitment_class: str().opt(),
  intent_digest: str().opt(),
  policy_digest: str().opt(),
  say_token_id: str().opt(),
  payload_digest: str().opt(),
  attributes: map().opt(),
});

/** Who promised where. */
export const commitmentContextRecord = record('commitment context', {
  identity: str(),
  workspace: str(),
  risk_class: str(),
  session_id: str().opt(),
  request_id: str().opt(),
  environment_fingerprint: str().opt(),
});

/** One line of `commitments.jsonl`: what the agent was about to promise. */
export const commitmentRecord = record('commitment', {
  ...ARTIFACT_HEAD,
  call_id: str(),
  turn_index: int(),
  call_seq: int(),
  commitment_class: str(),
  utterance_digest: str().opt(),
  context: struct(commitmentContextRecord),
  currency: str().opt(),
  quote_min_cents: int().opt(),
  quote_max_cents: int().opt(),
  refund_ceiling_cents: int().opt(),
  approval_required: bool().opt(),
  approval_artifact_refs: list(str()).opt(),
  evidence_reference_digests: list(str()).opt(),
});

/** One line of `gate_decisions.jsonl`. */
export const gateDecisionRecord = record('gate decision', {
  call_id: str(),
  call_seq: int(),
  turn_index: int(),
  commitment_class: str(),
  verdict: str(),
  reason_codes: list(str()).opt(),
  intent_digest: str().opt(),
  policy_digest: str().opt(),
  approval_ref: str().opt(),
});

/** One line of `speak_receipts.jsonl`: what was said, under which token. */
export const speakReceiptRecord = record('speak receipt', {
  call_id: str(),
  call_seq: int(),
  turn_index: int(),
  commitment_class: str(),
  say_token_id: str(),
  spoken_digest: str(),
  emitted_at: time(),
});

/** One item of `reference_digests.json`. */
export const referenceDigestRecord = record('reference digest', {
  ref_id: str(),
  sha256: str(),
});

/** The input of a call pack (gait-formats §7.7). */
export const callRecord = record('call record', {
  ...ARTIFACT_HEAD,
  call_id: str(),
  runpack_path: str(),
  privacy_mode: str(),
  environment_fingerprint: str().opt(),
  events: list(struct(callEventRecord)),
  commitments: list(struct(commitmentRecord)),
  gate_decisions: list(struct(gateDecisionRecord)),
  speak_receipts: list(struct(speakReceiptRecord)),
  reference_digests: list(struct(referenceDigestRecord)).opt(),
});

export type CallPayload = Infer<typeof callPayloadRecord>;
export type CallpackManifest = Infer<typeof callpackManifestRecord>;
export type CallEvent = Infer<typeof callEventRecord>;
export type Commitment = Infer<typeof commitmentRecord>;
export type GateDecision = Infer<typeof gateDecisionRecord>;
export type SpeakReceipt = Infer<typeof speakReceiptRecord>;
export type ReferenceDigest = Infer<typeof referenceDigestRecord>;
export type CallRecord = Infer<typeof callRecord>;
