import { encodeRecord } from '@gait/canon';
import {
  authorizationBundleRecord,
  authorizationSummary,
  callPayloadRecord,
  jobPayloadRecord,
  packManifestRecord,
  runPayloadRecord,
  type BuiltPack,
  type ExportRecord,
  type JobLineage,
  type PackDifference,
  type PackInspection,
  type PackResult,
  type RunLineage,
} from '@gait/evidence';
import type { JsonAnswer } from './command.ts';
import { unlessEmpty } from './optional.ts';

/** Operations of the pack commands. */
export type PackOperation = 'build' | 'verify' | 'inspect' | 'diff' | 'export';

/** Keys that every answer of a pack command has, errors too. */
export function packEnvelope(operation: PackOperation): JsonAnswer {
  return { schema_id: 'gait.pack.output', schema_version: '1.0.0', operation };
}

/** Keys that name the pack an answer is about. */
export function packIdentity(pack: {
  readonly packId: string;
  readonly packType: string;
  readonly sourceRef: string;
}): JsonAnswer {
  return {
    pack_id: unlessEmpty(pack.packId),
    pack_type: unlessEmpty(pack.packType),
    source_ref: unlessEmpty(pack.sourceRef),
  };
}

/** The same for a pack that was just built. */
export function builtIdentity({ manifest }: BuiltPack): JsonAnswer {
  return packIdentity({
    packId: manifest.pack_id,
    packType: manifest.pack_type,
    sourceRef: manifest.source_ref,
  });
}

/** The value of `verify`. */
export function verifyAnswer(result: PackResult): JsonAnswer {
  return {
    ...packIdentity(result),
    files_checked: result.filesChecked,
    proof_records_verified: unlessEmpty(result.proofRecords),
    missing_files: unlessEmpty(result.missingFiles),
    hash_mismatches: unlessEmpty(result.hashMismatches),
    undeclared_files: unlessEmpty(result.undeclaredFiles),
    signature_status: unlessEmpty(result.signatureStatus),
    signature_errors: unlessEmpty(result.signatureErrors),
    signatures_total: unlessEmpty(result.signaturesTotal),
    signatures_valid: unlessEmpty(result.signaturesValid),
    signed_by: unlessEmpty(result.signers),
    legacy_type: result.legacyType,
  };
}

/** The value of `inspect`. */
export function inspectAnswer(pack: PackInspection): JsonAnswer {
  const { manifest, runPayload, jobPayload, callPayload, bundle, runLineage, jobLineage } = pack;
  return {
    ...packIdentity(pack),
    manifest: manifest === undefined ? undefined : encodeRecord(packManifestRecord, manifest),
    run_payload: runPayload === undefined ? undefined : encodeRecord(runPayloadRecord, runPayload),
    job_payload: jobPayload === undefined ? undefined : encodeRecord(jobPayloadRecord, jobPayload),
    call_payload:
      callPayload === undefined ? undefined : encodeRecord(callPayloadRecord, callPayload),
    authorization_bundle:
      bundle === undefined ? undefined : encodeRecord(authorizationBundleRecord, bundle),
    authorization_payload: bundle === undefined ? undefined : authorizationSummary(bundle),
    run_lineage: runLineage === undefined ? undefined : runLineageAnswer(runLineage),
    job_lineage: jobLineage === undefined ? undefined : jobLineageAnswer(jobLineage),
    legacy_type: pack.legacyType,
  };
}

function runLineageAnswer(lineage: RunLineage): JsonAnswer {
  return {
    timeline_events: lineage.timelineEvents,
    receipt_count: lineage.receiptCount,
    intent_results: unlessEmpty(
      lineage.intentResults.map(({ intentId, toolName, status }) => ({
        intent_id: intentId,
        tool_name: unlessEmpty(toolName),
        status: unlessEmpty(status),
      })),
    ),
  };
}

function jobLineageAnswer(lineage: JobLineage): JsonAnswer {
  return {
    event_count: lineage.eventCount,
    last_event_type: unlessEmpty(lineage.lastEventType),
    checkpoint_refs: unlessEmpty(
      lineage.checkpointRefs.map(({ checkpointId, type, reasonCode }) => ({
        checkpoint_id: checkpointId,
        type,
        reason_code: reasonCode,
      })),
    ),
  };
}

/** The schema object `gait.pack.diff`, members in the order of the file. */
export function diffAnswer(difference: PackDifference): JsonAnswer {
  const { contextDrift } = difference;
  return {
    schema_id: 'gait.pack.diff',
    schema_version: '1.0.0',
    created_at: '1980-01-01T00:00:00Z',
    left_pack_id: difference.leftPackId,
    right_pack_id: difference.rightPackId,
    left_pack_type: difference.leftPackType,
    right_pack_type: difference.rightPackType,
    summary: {
      changed: difference.changed,
      added_files: unlessEmpty(difference.addedFiles),
      removed_files: unlessEmpty(difference.removedFiles),
      changed_files: unlessEmpty(difference.changedFiles),
      manifest_delta: difference.manifestDelta,
      context_changed: unlessEmpty(contextDrift !== 'none'),
      context_runtime_only_changes: unlessEmpty(contextDrift === 'runtime_only'),
      context_drift_classification: contextDrift,
    },
  };
}

/** The value of `export`. */
export function exportAnswer(record: ExportRecord): JsonAnswer {
  const { metrics } = record;
  return {
    ...packIdentity(record),
    manifest_digest: unlessEmpty(record.manifestDigest),
    files_checked: record.filesChecked,
    hash_mismatches: record.hashMismatches,
    missing_files: record.missingFiles,
    undeclared_files: record.undeclaredFiles,
    signature_status: unlessEmpty(record.signatureStatus),
    signatures_total: record.signaturesTotal,
    signatures_valid: record.signaturesValid,
    created_at: record.createdAt,
    metrics: {
      tool_calls_total: metrics.toolCalls,
      tool_calls_success: metrics.succeeded,
      tool_calls_success_rate: metrics.successRate,
      policy_blocked: metrics.policyBlocked,
      approval_required: metrics.approvalRequired,
      regress_failures: metrics.regressFailures,
    },
  };
}
