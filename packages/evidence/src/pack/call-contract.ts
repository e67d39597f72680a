import { isZeroTime, list, parseTime, record, struct, trimSpace } from '@gait/canon';
import type { Findings } from '../verdict/findings.ts';
import { decodeJudged, readJudgedJson } from '../verdict/read-judged.ts';
import {
  normalizeCallEvent,
  normalizeCommitment,
  normalizeGateDecision,
  normalizeReferenceDigests,
  normalizeSpeakReceipt,
} from './call-normal-form.ts';
import {
  callEventRecord,
  callPayloadRecord,
  callpackManifestRecord,
  commitmentRecord,
  gateDecisionRecord,
  referenceDigestRecord,
  speakReceiptRecord,
  type CallPayload,
  type CallpackManifest,
} from './call-records.ts';
import { checkEventCoverage, checkReceiptDecisions, checkSpokenReceipts } from './call-rules.ts';
import {
  checkEmbeddedRunpack,
  EMBEDDED_RUNPACK,
  type EmbeddedOptions,
} from './embedded-runpack.ts';
import type { PackArchive } from './pack-archive.ts';
import type { PackManifest } from './pack-manifest.ts';
import {
  judged,
  payloadInvalid,
  payloadMismatch,
  readPayload,
  readPayloadLines,
} from './read-payload.ts';

/** Files of a call pack besides the runpack. */
export const CALL_FILES = {
  payload: 'call_payload.json',
  manifest: 'callpack_manifest.json',
  events: 'call_events.jsonl',
  commitments: 'commitments.jsonl',
  decisions: 'gate_decisions.jsonl',
  receipts: 'speak_receipts.jsonl',
  references: 'reference_digests.json',
} as const;

/** What a call pack may promise about payloads. */
export const PRIVACY_MODES: ReadonlySet<string> = new Set(['hash_only', 'dispute_encrypted']);

const COUNTS = [
  'event_count',
  'commitment_count',
  'decision_count',
  'speak_receipt_count',
  'reference_digest_count',
] as const;

/**
 * All records of a call pack are valid, obey the rules between them, and agree with the
 * payload (gait-formats §3.5 step 7, §7.7).
 *
 * Throws `pack_payload_missing`, `_invalid`, `_mismatch`. Refusals: `pack_embedded_invalid`,
 * `pack_embedded_mismatch` (the runpack inside is of another run).
 */
export async function checkCallContract(
  archive: PackArchive,
  manifest: PackManifest,
  options: EmbeddedOptions,
  findings: Findings,
): Promise<void> {
  for (const name of Object.values(CALL_FILES)) archive.read(name);
  if (!archive.has(EMBEDDED_RUNPACK)) archive.read(EMBEDDED_RUNPACK);
  const payload = readPayload(archive, CALL_FILES.payload, callPayloadRecord, findings);
  checkCounted(CALL_FILES.payload, 'gait.pack.call', payload);
  if (payload.call_id !== trimSpace(manifest.source_ref)) {
    throw payloadMismatch(CALL_FILES.payload, 'call_id is not the source_ref of the manifest');
  }
  const callManifest = readPayload(archive, CALL_FILES.manifest, callpackManifestRecord, findings);
  checkCounted(CALL_FILES.manifest, 'gait.voice.callpack_manifest', callManifest);
  if (trimSpace(callManifest.producer_version) === '') {
    throw payloadInvalid(CALL_FILES.manifest, 'producer_version is empty');
  }
  compareCounts(payload, checkRecords(archive, payload.call_id, findings));
  compareManifests(payload, callManifest);
  const embedded = await checkEmbeddedRunpack(archive, options, findings);
  if (embedded !== undefined && payload.run_id !== trimSpace(embedded.manifest.run_id)) {
    findings.refuse('pack_embedded_mismatch', 'run_id is not that of the runpack inside', {
      entry: CALL_FILES.payload,
    });
  }
}

function checkCounted(name: string, schemaId: string, given: Omit<CallPayload, 'run_id'>): void {
  if (given.schema_id !== schemaId) throw payloadInvalid(name, `schema_id is not ${schemaId}`);
  if (given.schema_version !== '1.0.0') throw payloadInvalid(name, 'schema_version is not 1.0.0');
  if (isZeroTime(given.created_at)) throw payloadInvalid(name, 'created_at is not set');
  if (trimSpace(given.call_id) === '') throw payloadInvalid(name, 'call_id is empty');
  if (!PRIVACY_MODES.has(given.privacy_mode)) {
    throw payloadInvalid(name, 'privacy_mode is neither hash_only nor dispute_encrypted');
  }
  if (COUNTS.some((count) => given[count] < 0)) throw payloadInvalid(name, 'a count is negative');
}

type Counts = Readonly<Record<(typeof COUNTS)[number], number>>;

function checkRecords(archive: PackArchive, callId: string, findings: Findings): Counts {
  const lines = <T, U>(
    name: string,
    type: Parameters<typeof readPayloadLines<T>>[2],
    normal: (item: T) => U,
  ): U[] => {
    const items = readPayloadLines(archive, name, type, findings);
    return judged(name, undefined, () => items.map(normal));
  };
  const events = lines(CALL_FILES.events, callEventRecord, (item) =>
    normalizeCallEvent(item, callId),
  );
  judged(CALL_FILES.events, undefined, () => checkEventCoverage(events));
  const commitments = lines(CALL_FILES.commitments, commitmentRecord, normalizeCommitment);
  const decisions = lines(CALL_FILES.decisions, gateDecisionRecord, (item) =>
    normalizeGateDecision(item, callId),
  );
  const receipts = lines(CALL_FILES.receipts, speakReceiptRecord, (item) =>
    normalizeSpeakReceipt(item, callId),
  );
  judged(CALL_FILES.receipts, undefined, () => checkSpokenReceipts(events, receipts));
  const references = readReferences(archive, findings);
  if (commitments.some(({ call_id }) => call_id !== callId)) {
    throw payloadMismatch(CALL_FILES.commitments, 'a commitment is of another call');
  }
  judged(CALL_FILES.receipts, undefined, () => checkReceiptDecisions(decisions, receipts));
  return {
    event_count: events.length,
    commitment_count: commitments.length,
    decision_count: decisions.length,
    speak_receipt_count: receipts.length,
    reference_digest_count: references,
  };
}

const referenceListRecord = record('reference digests', {
  items: list(struct(referenceDigestRecord)),
});

/** A JSON array, or `null` for none; invalid items do not count. */
function readReferences(archive: PackArchive, findings: Findings): number {
  const name = CALL_FILES.references;
  return judged(name, undefined, () => {
    const items = readJudgedJson(archive.read(name), findings, { entry: name });
    const decoded = decodeJudged(referenceListRecord, { items }, findings, {
      entry: name,
      closed: true,
    });
    return (normalizeReferenceDigests(decoded.items) ?? []).length;
  });
}

function compareCounts(payload: CallPayload, found: Counts): void {
  const wrong = COUNTS.find((count) => payload[count] !== found[count]);
  if (wrong !== undefined)
    throw payloadMismatch(CALL_FILES.payload, `${wrong} does not agree with the records`);
}

function compareManifests(payload: CallPayload, manifest: CallpackManifest): void {
  const name = CALL_FILES.manifest;
  if (manifest.call_id !== payload.call_id)
    throw payloadMismatch(name, 'call_id is not that of the payload');
  if (COUNTS.some((count) => manifest[count] !== payload[count])) {
    throw payloadMismatch(name, 'a count is not that of the payload');
  }
  if (manifest.privacy_mode !== payload.privacy_mode)
    throw payloadMismatch(name, 'privacy_mode is not that of the payload');
  if (trimSpace(manifest.environment_fingerprint) !== trimSpace(payload.environment_fingerprint)) {
    throw payloadMismatch(name, 'environment_fingerprint is not that of the payload');
  }
  if (parseTime(manifest.created_at)?.epochNanos !== parseTime(payload.created_at)?.epochNanos) {
    throw payloadMismatch(name, 'created_at is not that of the payload');
  }
}
