import {
  ARTIFACT_HEAD,
  list,
  map,
  ptr,
  record,
  relationshipRecord,
  str,
  struct,
} from '@gait/canon';

/** Records of other producers that a guard pack takes in, re-encoded without unknown fields. */

/** One tool of an inventory. */
export const inventoryItemRecord = record('inventory item', {
  id: str(),
  kind: str(),
  name: str(),
  locator: str(),
  risk_level: str().opt(),
  tags: list(str()).opt(),
  last_seen_run: str().opt(),
  relationship: ptr(relationshipRecord).opt(),
});

/** Tools found in a workspace (gait-formats §7.4). */
export const inventorySnapshotRecord = record('inventory snapshot', {
  ...ARTIFACT_HEAD,
  snapshot_id: str(),
  workspace: str().opt(),
  items: list(struct(inventoryItemRecord)),
});

/** One grader of a regress result. */
export const graderSummaryRecord = record('grader result', {
  name: str(),
  status: str(),
  reason_codes: list(str()),
  context_conformance: str().opt(),
  details: map().opt(),
});

/** A regress result, as far as a guard pack needs it. */
export const regressSummaryRecord = record('regress result', {
  ...ARTIFACT_HEAD,
  fixture_set: str(),
  status: str(),
  graders: list(struct(graderSummaryRecord)),
});
