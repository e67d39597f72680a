import {
  canonicalize,
  compareUtf8,
  encodeRecord,
  isZeroTime,
  sha256Hex,
  signValue,
  toUtc,
  trimSpace,
  ZIP_EPOCH,
  type SigningKey,
} from '@gait/canon';
import { encodeDocument, encodeText } from '../pack/build-pack.ts';
import { PACK_MANIFEST_FILE, type PackEntry } from '../pack/pack-manifest.ts';
import type { Runpack } from '../runpack/runpack-records.ts';
import { writeZip } from '../zip/write-zip.ts';
import {
  buildControlIndex,
  buildEvidencePointers,
  guardEntryType,
  refuseUnknownTemplate,
  resolveTemplate,
} from './control-templates.ts';
import { collectEvidence, type GuardSources } from './guard-evidence.ts';
import {
  evidencePointerRecord,
  GUARD_MANIFEST_SCHEMA_ID,
  guardControlRecord,
  guardManifestRecord,
  guardPackId,
  signableGuardManifest,
  type EvidencePointer,
  type GuardControl,
  type GuardManifest,
} from './guard-manifest.ts';
import { renderSummaryPdf } from './summary-pdf.ts';

/** How a guard pack is built. */
export interface BuildGuardPackOptions extends GuardSources {
  readonly caseId: string;
  /** `soc2`, `pci` or `incident_response`. */
  readonly templateId: string;
  readonly renderPdf: boolean;
  readonly producerVersion: string;
  readonly key: SigningKey | undefined;
}

/** A guard pack as bytes. */
export interface BuiltGuardPack {
  readonly bytes: Uint8Array;
  readonly manifest: GuardManifest;
}

type Files = Map<string, Uint8Array>;

interface Indexes {
  readonly controls: readonly GuardControl[];
  readonly pointers: readonly EvidencePointer[];
}

/**
 * A guard pack about a run: evidence, control index, pointers, manifest (gait-formats
 * §7.2). The same input gives the same bytes; the time inside is the run's.
 * Errors: `guard_template_unknown` (not under `compat`), those of `collectEvidence`.
 */
export function buildGuardPack(runpack: Runpack, options: BuildGuardPackOptions): BuiltGuardPack {
  if (options.profile !== 'compat') refuseUnknownTemplate(options.templateId);
  const files: Files = new Map();
  for (const [name, text] of collectEvidence(runpack, options)) files.set(name, encodeText(text));
  const templateId = resolveTemplate(options.templateId);
  const caseId = trimSpace(options.caseId);
  const { run } = runpack;
  const time = isZeroTime(run.created_at) ? ZIP_EPOCH : toUtc(run.created_at);
  const pdf = options.renderPdf
    ? renderSummaryPdf({
        runId: run.run_id,
        caseId,
        templateId,
        generatedAt: time,
        evidence: [...files.keys()],
      })
    : undefined;
  if (pdf !== undefined) files.set('summary.pdf', pdf);
  const { controls, pointers } = addIndexes(files, templateId);
  const contents = entriesOf(files);
  const manifest: GuardManifest = {
    schema_id: GUARD_MANIFEST_SCHEMA_ID,
    schema_version: '1.0.0',
    created_at: time,
    producer_version: trimSpace(options.producerVersion) || run.producer_version || '0.0.0-dev',
    pack_id: guardPackId(run.run_id, contents),
    run_id: run.run_id,
    case_id: caseId,
    template_id: templateId,
    generated_at: time,
    control_index: controls,
    evidence_pointers: pointers,
    incident_window: null,
    rendered_artifacts:
      pdf === undefined ? null : [{ format: 'pdf', path: 'summary.pdf', sha256: sha256Hex(pdf) }],
    contents,
    signatures: null,
  };
  const signed = signManifest(manifest, options.key);
  files.set(PACK_MANIFEST_FILE, encodeDocument(guardManifestRecord, signed));
  return { bytes: writeZip([...files].map(([path, data]) => ({ path, data }))), manifest: signed };
}

/** The indexes cover the files that were there before them. */
function addIndexes(files: Files, templateId: string): Indexes {
  const entries = entriesOf(files);
  const controls = buildControlIndex(templateId, entries);
  const pointers = buildEvidencePointers(entries);
  files.set(
    'control_index.json',
    encodeText(canonicalize(controls.map((item) => encodeRecord(guardControlRecord, item)))),
  );
  files.set(
    'evidence_pointers.json',
    encodeText(canonicalize(pointers.map((item) => encodeRecord(evidencePointerRecord, item)))),
  );
  return { controls, pointers };
}

function entriesOf(files: Files): PackEntry[] {
  return [...files]
    .map(([path, data]) => ({ path, sha256: sha256Hex(data), type: guardEntryType(path) }))
    .sort((left, right) => compareUtf8(left.path, right.path));
}

function signManifest(manifest: GuardManifest, key: SigningKey | undefined): GuardManifest {
  if (key === undefined) return manifest;
  const { alg, key_id, sig, signed_digest } = signValue(key, signableGuardManifest(manifest));
  return { ...manifest, signatures: [{ alg, key_id, sig, signed_digest: signed_digest ?? '' }] };
}
