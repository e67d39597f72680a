import {
  signatureRecord,
  digest,
  encodeRecord,
  int,
  list,
  ptr,
  record,
  str,
  struct,
  time,
  type Infer,
  type JsonObject,
} from '@gait/canon';
import { packEntryRecord, type PackEntry } from '../pack/pack-manifest.ts';

/** Schema of the manifest. */
export const GUARD_MANIFEST_SCHEMA_ID = 'gait.guard.pack_manifest';

/** A control of an audit framework and the files that speak for it. */
export const guardControlRecord = record('control', {
  control_id: str(),
  title: str(),
  evidence_paths: list(str()),
});

/** A numbered pointer to one file. */
export const evidencePointerRecord = record('evidence pointer', {
  pointer_id: str(),
  path: str(),
  type: str(),
  sha256: str(),
});

/** The time around an incident that was looked at. */
export const incidentWindowRecord = record('incident window', {
  from: time(),
  to: time(),
  window_seconds: int(),
  selection_anchor: str().opt(),
});

/** A file made for reading, not for evidence. */
export const renderedArtifactRecord = record('rendered artifact', {
  format: str(),
  path: str(),
  sha256: str(),
});

/** `pack_manifest.json` of a guard pack (gait-formats §7.2). */
export const guardManifestRecord = record('guard manifest', {
  schema_id: str(),
  schema_version: str(),
  created_at: time(),
  producer_version: str(),
  pack_id: str(),
  run_id: str(),
  case_id: str().opt(),
  template_id: str().opt(),
  generated_at: time(),
  control_index: list(struct(guardControlRecord)).opt(),
  evidence_pointers: list(struct(evidencePointerRecord)).opt(),
  incident_window: ptr(incidentWindowRecord).opt(),
  rendered_artifacts: list(struct(renderedArtifactRecord)).opt(),
  contents: list(struct(packEntryRecord)),
  signatures: list(struct(signatureRecord)).opt(),
});

export type GuardControl = Infer<typeof guardControlRecord>;
export type EvidencePointer = Infer<typeof evidencePointerRecord>;
export type GuardManifest = Infer<typeof guardManifestRecord>;

/** `pack_` and 16 hex digits that follow from the run and the files. */
export function guardPackId(runId: string, contents: readonly PackEntry[] | null): string {
  const entries = contents?.map((entry) => encodeRecord(packEntryRecord, entry)) ?? null;
  return `pack_${digest({ run_id: runId, contents: entries }).slice(0, 16)}`;
}

/** What a guard pack's signature covers: the manifest without signatures. */
export function signableGuardManifest(manifest: GuardManifest): JsonObject {
  return encodeRecord(guardManifestRecord, { ...manifest, signatures: null });
}
