import {
  ARTIFACT_HEAD,
  int,
  list,
  map,
  ptr,
  record,
  relationshipRecord,
  signatureRecord,
  str,
  struct,
  time,
  type Infer,
} from '@gait/canon';

/** The records inside a runpack (gait-formats §2.2), fields in the order they are written. */

/** Schema ids of the records, all of version `1.0.0`. */
export const RUNPACK_SCHEMAS = {
  manifest: 'gait.runpack.manifest',
  run: 'gait.runpack.run',
  intent: 'gait.runpack.intent',
  result: 'gait.runpack.result',
  refs: 'gait.runpack.refs',
} as const;

/** The one version of all records. */
export const RUNPACK_SCHEMA_VERSION = '1.0.0';

/** What every record of a run begins with. */
const RUN_HEAD = { ...ARTIFACT_HEAD, run_id: str() };

export const manifestFileRecord = record('manifest file', { path: str(), sha256: str() });

/** `manifest.json`: what the container holds, and who vouches for it. */
export const manifestRecord = record('runpack manifest', {
  ...RUN_HEAD,
  capture_mode: str(),
  files: list(struct(manifestFileRecord)),
  manifest_digest: str(),
  signatures: list(struct(signatureRecord)).opt(),
});

export const runEnvRecord = record('run env', { os: str(), arch: str(), runtime: str() });

export const timelineEventRecord = record('timeline event', {
  event: str(),
  ts: time(),
  ref: str().opt(),
  relationship: ptr(relationshipRecord).opt(),
});

/** `run.json`: when and where. */
export const runRecord = record('run', {
  ...RUN_HEAD,
  env: struct(runEnvRecord),
  timeline: list(struct(timelineEventRecord)),
});

/** A line of `intents.jsonl`: what the agent wanted. */
export const intentRecord = record('intent', {
  ...RUN_HEAD,
  intent_id: str(),
  tool_name: str(),
  args_digest: str(),
  args: map().opt(),
});

/** A line of `results.jsonl`: what came of it. */
export const resultRecord = record('result', {
  ...RUN_HEAD,
  intent_id: str(),
  status: str(),
  result_digest: str(),
  result: map().opt(),
});

/** A piece of context the agent was given, by digest. */
export const receiptRecord = record('reference receipt', {
  ref_id: str(),
  source_type: str(),
  source_locator: str(),
  query_digest: str(),
  content_digest: str(),
  retrieved_at: time(),
  redaction_mode: str(),
  immutability: str().opt(),
  freshness_sla_seconds: int().opt(),
  sensitivity_label: str().opt(),
  retrieval_params: map().opt(),
});

/** `refs.json`: the context of the whole run. */
export const refsRecord = record('refs', {
  ...RUN_HEAD,
  context_set_digest: str().opt(),
  context_evidence_mode: str().opt(),
  context_ref_count: int().opt(),
  receipts: list(struct(receiptRecord)),
});

export type ManifestFile = Infer<typeof manifestFileRecord>;
export type RunpackManifest = Infer<typeof manifestRecord>;
export type TimelineEvent = Infer<typeof timelineEventRecord>;
export type Run = Infer<typeof runRecord>;
export type Intent = Infer<typeof intentRecord>;
export type Result = Infer<typeof resultRecord>;
export type Receipt = Infer<typeof receiptRecord>;
export type Refs = Infer<typeof refsRecord>;

/** A whole runpack in memory. */
export interface Runpack {
  readonly manifest: RunpackManifest;
  readonly run: Run;
  readonly intents: readonly Intent[];
  readonly results: readonly Result[];
  readonly refs: Refs;
}
