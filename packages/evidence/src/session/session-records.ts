import {
  ARTIFACT_HEAD,
  bool,
  int,
  list,
  ptr,
  record,
  relationshipRecord,
  signatureRecord,
  str,
  struct,
  time,
  type Infer,
} from '@gait/canon';

/**
 * The records of a session (gait-formats §2.13), fields in the order they are
 * written. Fields below a line `ours` are additions of this product: the reference
 * reads over them, and drops them when it rewrites a file.
 */

/** Schema ids, all of version `1.0.0`. */
export const SESSION_SCHEMAS = {
  journal: 'gait.runpack.session_journal',
  event: 'gait.runpack.session_event',
  checkpoint: 'gait.runpack.session_checkpoint',
  chain: 'gait.runpack.session_chain',
  state: 'gait.runpack.session_state',
  seal: 'gait.runpack.session_seal',
} as const;

/** The one version of all records. */
export const SESSION_SCHEMA_VERSION = '1.0.0';

/** What every record of a session begins with, but for its state. */
const SESSION_HEAD = { ...ARTIFACT_HEAD, session_id: str(), run_id: str() };

/** What a step of a decided call does, as rules over later calls ask (policy schema 1.1.0). Ours. */
const sessionStepRecord = record('session step', {
  tool_name: str(),
  endpoint_classes: list(str()).opt(),
  data_classes: list(str()).opt(),
  destructive: bool().opt(),
  labels: list(str()).opt(),
  places: list(str()).opt(),
});

/** A call that the gate itself put into the journal. Ours. */
const sessionCallRecord = record('session call', {
  event_id: str().opt(),
  steps: list(struct(sessionStepRecord)),
});

/** What came of an earlier call; an event of its own, because a journal only grows. Ours. */
const sessionOutcomeRecord = record('session outcome', {
  sequence: int(),
  outcome: str(),
  result_digest: str().opt(),
});

/** One tool call and its verdict. */
export const sessionEventRecord = record('session event', {
  ...SESSION_HEAD,
  sequence: int(),
  intent_id: str().opt(),
  tool_name: str().opt(),
  intent_digest: str().opt(),
  policy_digest: str().opt(),
  policy_id: str().opt(),
  policy_version: str().opt(),
  matched_rule_ids: list(str()).opt(),
  trace_id: str().opt(),
  trace_path: str().opt(),
  verdict: str().opt(),
  reason_codes: list(str()).opt(),
  violations: list(str()).opt(),
  relationship: ptr(relationshipRecord).opt(),
  safety_invariant_version: str().opt(),
  safety_invariant_hash: str().opt(),
  // ours
  call: ptr(sessionCallRecord).opt(),
  outcome: ptr(sessionOutcomeRecord).opt(),
  prev_hash: str().opt(),
  event_hash: str().opt(),
});

/** A runpack made of the events since the last one. */
export const sessionCheckpointRecord = record('session checkpoint', {
  ...SESSION_HEAD,
  checkpoint_index: int(),
  sequence_start: int(),
  sequence_end: int(),
  runpack_path: str(),
  manifest_digest: str(),
  prev_checkpoint_digest: str().opt(),
  checkpoint_digest: str(),
  relationship: ptr(relationshipRecord).opt(),
  safety_invariant_version: str().opt(),
  safety_invariant_hash: str().opt(),
  // ours
  event_count: int().opt(),
  chain_head: str().opt(),
  prev_checkpoint_hash: str().opt(),
  checkpoint_hash: str().opt(),
  signatures: list(struct(signatureRecord)).opt(),
});

/** The first line of a journal. */
export const sessionHeaderRecord = record('session journal', {
  ...SESSION_HEAD,
  started_at: time(),
  events: list(struct(sessionEventRecord)),
  checkpoints: list(struct(sessionCheckpointRecord)).opt(),
});

/** One line of a journal. */
export const journalLineRecord = record('session journal line', {
  record_type: str(),
  header: ptr(sessionHeaderRecord).opt(),
  event: ptr(sessionEventRecord).opt(),
  checkpoint: ptr(sessionCheckpointRecord).opt(),
});

/** `<journal>_chain.json`: all checkpoints of a session. */
export const sessionChainRecord = record('session chain', {
  ...SESSION_HEAD,
  checkpoints: list(struct(sessionCheckpointRecord)),
});

/** `<journal>.state.json`: counters, so that an append need not read the journal. */
export const sessionStateRecord = record('session state', {
  schema_id: str(),
  schema_version: str(),
  updated_at: time(),
  producer_version: str(),
  session_id: str(),
  run_id: str(),
  created_at: time(),
  started_at: time(),
  event_count: int(),
  last_sequence: int(),
  checkpoint_count: int(),
  last_checkpoint_index: int(),
  last_checkpoint_sequence: int(),
  last_checkpoint_digest: str().opt(),
  journal_size_bytes: int(),
  // ours
  chain_head: str().opt(),
});

/** `<journal>.seal.json`: the end of a session, signed. */
export const sessionSealRecord = record('session seal', {
  ...SESSION_HEAD,
  event_count: int(),
  first_sequence: int(),
  last_sequence: int(),
  checkpoint_count: int(),
  last_checkpoint_digest: str().opt(),
  chain_head: str(),
  signatures: list(struct(signatureRecord)).opt(),
});

export type SessionEvent = Infer<typeof sessionEventRecord>;
export type SessionCallDetails = Infer<typeof sessionCallRecord>;
export type SessionOutcomeDetails = Infer<typeof sessionOutcomeRecord>;
export type SessionCheckpoint = Infer<typeof sessionCheckpointRecord>;
export type SessionHeader = Infer<typeof sessionHeaderRecord>;
export type SessionChain = Infer<typeof sessionChainRecord>;
export type SessionState = Infer<typeof sessionStateRecord>;
export type SessionSeal = Infer<typeof sessionSealRecord>;
