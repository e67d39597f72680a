import { canonicalize, CodedError, trimSpace, type SigningKey } from '@gait/canon';
import { verifyRunpack } from '../runpack/verify-runpack.ts';
import type { Profile } from '../verdict/findings.ts';
import { bytesSource } from '../zip/byte-source.ts';
import {
  buildPack,
  encodeDocument,
  encodeLines,
  encodeText,
  type BuiltPack,
} from './build-pack.ts';
import { CALL_FILES } from './call-contract.ts';
import {
  callEventRecord,
  callPayloadRecord,
  callpackManifestRecord,
  commitmentRecord,
  gateDecisionRecord,
  speakReceiptRecord,
} from './call-records.ts';
import { EMBEDDED_RUNPACK } from './embedded-runpack.ts';
import type { NormalCallRecord } from './read-call-record.ts';

/** How a call pack is built. */
export interface BuildCallPackOptions {
  readonly producerVersion: string;
  readonly key: SigningKey | undefined;
  /** How strictly the runpack is verified; default `standard`. */
  readonly profile?: Profile;
}

/**
 * A pack of type call around a call record and its runpack, whose bytes are kept
 * (gait-formats §3.3). Errors: `pack_source_invalid` when the runpack does not verify.
 */
export async function buildCallPack(
  call: NormalCallRecord,
  runpack: Uint8Array,
  options: BuildCallPackOptions,
): Promise<BuiltPack> {
  const runId = await verifySource(runpack, options.profile ?? 'standard');
  const common = {
    schema_version: '1.0.0',
    created_at: call.created_at,
    call_id: call.call_id,
    privacy_mode: call.privacy_mode,
    event_count: call.events.length,
    commitment_count: call.commitments.length,
    decision_count: call.gate_decisions.length,
    speak_receipt_count: call.speak_receipts.length,
    reference_digest_count: (call.reference_digests ?? []).length,
    environment_fingerprint: call.environment_fingerprint,
  };
  const payload = { ...common, schema_id: 'gait.pack.call', run_id: runId };
  const manifest = {
    ...common,
    schema_id: 'gait.voice.callpack_manifest',
    producer_version: call.producer_version,
  };
  const references =
    call.reference_digests?.map(({ ref_id, sha256 }) => ({ ref_id, sha256 })) ?? null;
  const files = [
    { path: CALL_FILES.payload, data: encodeDocument(callPayloadRecord, payload) },
    { path: CALL_FILES.manifest, data: encodeDocument(callpackManifestRecord, manifest) },
    { path: CALL_FILES.events, data: encodeLines(callEventRecord, call.events) },
    { path: CALL_FILES.commitments, data: encodeLines(commitmentRecord, call.commitments) },
    { path: CALL_FILES.decisions, data: encodeLines(gateDecisionRecord, call.gate_decisions) },
    { path: CALL_FILES.receipts, data: encodeLines(speakReceiptRecord, call.speak_receipts) },
    { path: CALL_FILES.references, data: encodeText(canonicalize(references)) },
    { path: EMBEDDED_RUNPACK, data: runpack },
  ];
  const { producerVersion, key } = options;
  return buildPack(files, { type: 'call', sourceRef: call.call_id, producerVersion, key });
}

async function verifySource(runpack: Uint8Array, profile: Profile): Promise<string> {
  const report = await verifyRunpack(bytesSource(runpack), { profile, requireSignature: false });
  if (report.fault !== undefined) throw report.fault;
  const [refusal] = report.refusals;
  if (report.missingFiles.length > 0 || report.hashMismatches.length > 0 || refusal !== undefined) {
    throw new CodedError(
      'pack_source_invalid',
      refusal?.message ?? 'the runpack of the call was altered',
      {
        hint: 'run `gait verify` on it for the whole list',
      },
    );
  }
  return trimSpace(report.runId);
}
