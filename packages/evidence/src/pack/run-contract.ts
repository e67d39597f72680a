import {
  canonicalize,
  encodeRecord,
  isCodedError,
  isZeroTime,
  parseTime,
  trimSpace,
  ZIP_EPOCH,
} from '@gait/canon';
import { contextEnvelopeRecord } from '../context/context-records.ts';
import { envelopeFromRefs } from '../context/envelope-refs.ts';
import type { Receipt, Refs } from '../runpack/runpack-records.ts';
import type { Findings } from '../verdict/findings.ts';
import { readJudgedJson } from '../verdict/read-judged.ts';
import {
  checkEmbeddedRunpack,
  EMBEDDED_RUNPACK,
  type EmbeddedOptions,
  type EmbeddedRunpack,
} from './embedded-runpack.ts';
import type { PackArchive } from './pack-archive.ts';
import { isSha256Hex, type PackManifest } from './pack-manifest.ts';
import { payloadInvalid, payloadMismatch, readPayload } from './read-payload.ts';
import { runPayloadRecord, type RunPayload } from './run-payload.ts';

/** Files of a run pack besides the runpack itself. */
export const RUN_FILES = {
  payload: 'run_payload.json',
  envelope: 'context_envelope.json',
} as const;

const NAME = RUN_FILES.payload;

/**
 * Payload, runpack and context envelope of a run pack agree (gait-formats §3.5 step 7).
 *
 * Throws `pack_payload_missing`, `_invalid`, `_mismatch`. Refusals: `pack_embedded_invalid`,
 * `pack_embedded_mismatch`, `pack_context_mismatch`.
 */
export async function checkRunContract(
  archive: PackArchive,
  manifest: PackManifest,
  options: EmbeddedOptions,
  findings: Findings,
): Promise<void> {
  archive.read(NAME);
  if (!archive.has(EMBEDDED_RUNPACK)) archive.read(EMBEDDED_RUNPACK);
  const payload = readPayload(archive, NAME, runPayloadRecord, findings);
  checkPayload(payload);
  if (payload.run_id !== trimSpace(manifest.source_ref)) {
    throw payloadMismatch(NAME, 'run_id is not the source_ref of the manifest');
  }
  const embedded = await checkEmbeddedRunpack(archive, options, findings);
  if (embedded === undefined) return;
  const zipDigest =
    (manifest.contents ?? []).find(({ path }) => path === EMBEDDED_RUNPACK)?.sha256 ?? '';
  compareDigest(payload, embedded, zipDigest.toLowerCase(), findings);
  compareFacts(payload, embedded, findings);
  compareEnvelope(archive, embedded, findings);
}

function checkPayload(payload: RunPayload): void {
  if (payload.schema_id !== 'gait.pack.run')
    throw payloadInvalid(NAME, 'schema_id is not gait.pack.run');
  if (payload.schema_version !== '1.0.0') throw payloadInvalid(NAME, 'schema_version is not 1.0.0');
  if (isZeroTime(payload.created_at)) throw payloadInvalid(NAME, 'created_at is not set');
  if (trimSpace(payload.run_id) === '') throw payloadInvalid(NAME, 'run_id is empty');
  if (payload.capture_mode !== 'reference' && payload.capture_mode !== 'raw') {
    throw payloadInvalid(NAME, 'capture_mode is neither reference nor raw');
  }
  if (!isSha256Hex(payload.manifest_digest))
    throw payloadInvalid(NAME, 'manifest_digest is not a sha256 hex digest');
  const { intents_count, results_count, refs_count, context_ref_count } = payload;
  if (Math.min(intents_count, results_count, refs_count, context_ref_count) < 0) {
    throw payloadInvalid(NAME, 'a count is negative');
  }
  if (trimSpace(payload.context_set_digest) !== '' && !isSha256Hex(payload.context_set_digest)) {
    throw payloadInvalid(NAME, 'context_set_digest is not a sha256 hex digest');
  }
  if (!['', 'best_effort', 'required'].includes(trimSpace(payload.context_evidence_mode))) {
    throw payloadInvalid(NAME, 'context_evidence_mode is neither best_effort nor required');
  }
}

/**
 * `manifest_digest` names the runpack inside. The published minimal producer puts the
 * digest of the zip file there: it names the same bytes, so it is accepted, but not by
 * `strict`, because two zips of one run then look like two runs.
 */
function compareDigest(
  payload: RunPayload,
  embedded: EmbeddedRunpack,
  zipDigest: string,
  findings: Findings,
): void {
  const said = trimSpace(payload.manifest_digest).toLowerCase();
  if (said === embedded.manifest.manifest_digest.toLowerCase()) return;
  if (said !== zipDigest) {
    refuse(findings, 'manifest_digest is that of another runpack');
    return;
  }
  findings.refuseStrictly(
    'pack_embedded_mismatch',
    'manifest_digest is that of the zip, not of its manifest',
    {
      entry: NAME,
    },
  );
}

function compareFacts(payload: RunPayload, embedded: EmbeddedRunpack, findings: Findings): void {
  const { manifest, run, receipts } = embedded;
  const pairs: readonly Comparison[] = [
    ['run_id', payload.run_id, manifest.run_id],
    ['capture_mode', payload.capture_mode, manifest.capture_mode],
    ['intents_count', payload.intents_count, embedded.intents],
    ['results_count', payload.results_count, embedded.results],
    ['refs_count', payload.refs_count, receipts],
    ['context_ref_count', payload.context_ref_count, receipts],
    ...(embedded.refs === undefined ? [] : contextPairs(payload, embedded.refs)),
  ];
  for (const [field, said, found] of pairs) {
    if (said === found) continue;
    const [given, inside] = [JSON.stringify(said), JSON.stringify(found)];
    refuse(findings, `${field} is ${given}, the runpack inside says ${inside}`);
  }
  // The minimal producer writes a run record without times.
  if (isZeroTime(run.created_at) && run.schema_id === '') return;
  const created = isZeroTime(run.created_at) ? ZIP_EPOCH : run.created_at;
  if (parseTime(created)?.epochNanos !== parseTime(payload.created_at)?.epochNanos) {
    refuse(findings, 'created_at is not that of the run inside');
  }
}

/** A field, what the payload says, what the runpack says. */
type Comparison = readonly [string, string | number, string | number];

function contextPairs(payload: RunPayload, refs: Refs): readonly Comparison[] {
  const mode = trimSpace(payload.context_evidence_mode);
  return [
    ['context_set_digest', lower(payload.context_set_digest), lower(refs.context_set_digest)],
    ['context_evidence_mode', mode, lower(refs.context_evidence_mode)],
    ['context_privacy_mode', payload.context_privacy_mode, contextPrivacyMode(refs.receipts ?? [])],
  ];
}

/** The envelope is written from the references, so it cannot differ from them. */
function compareEnvelope(
  archive: PackArchive,
  embedded: EmbeddedRunpack,
  findings: Findings,
): void {
  const place = { entry: RUN_FILES.envelope };
  if (embedded.refs === undefined) return;
  const expected = expectedEnvelope(embedded.refs);
  if (!archive.has(RUN_FILES.envelope)) {
    if (expected !== undefined)
      findings.refuse('pack_context_mismatch', 'the context envelope is missing', place);
    return;
  }
  try {
    const found = readJudgedJson(archive.read(RUN_FILES.envelope), findings, place);
    if (expected === undefined || canonicalize(found) !== expected) {
      findings.refuse(
        'pack_context_mismatch',
        'the context envelope is not that of the runpack inside',
        place,
      );
    }
  } catch (error) {
    if (!isCodedError(error)) throw error;
    findings.refuse('pack_context_mismatch', error.message, place);
  }
}

/** Canonical text of the envelope that belongs to the run; undefined when it has no receipts. */
function expectedEnvelope(refs: Refs): string | undefined {
  if ((refs.receipts ?? []).length === 0) return undefined;
  try {
    const envelope = envelopeFromRefs(refs);
    return envelope === undefined
      ? undefined
      : canonicalize(encodeRecord(contextEnvelopeRecord, envelope));
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return undefined;
  }
}

/** The redaction mode that all receipts share; `mixed` when they do not, `unknown` for a blank one. */
export function contextPrivacyMode(receipts: readonly Receipt[]): string {
  const modes = new Set(
    receipts.map(({ redaction_mode }) => trimSpace(redaction_mode) || 'unknown'),
  );
  return modes.size > 1 ? 'mixed' : ([...modes][0] ?? '');
}

function refuse(findings: Findings, message: string): void {
  findings.refuse('pack_embedded_mismatch', message, { entry: NAME });
}

function lower(text: string): string {
  return trimSpace(text).toLowerCase();
}
