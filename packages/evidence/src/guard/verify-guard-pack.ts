import {
  canonicalize,
  checkSignatures,
  CodedError,
  digest,
  encodeRecord,
  isCodedError,
  sortUtf8,
  type SignatureCheck,
  type TrustNote,
} from '@gait/canon';
import { readPackType } from '../pack/read-pack-manifest.ts';
import { readGuardLinks, type GuardLinks } from './guard-links.ts';
import { openPackArchive, type PackArchive } from '../pack/pack-archive.ts';
import { checkContents, isClean, type ContentsCheck } from '../pack/pack-contents.ts';
import { PACK_MANIFEST_FILE } from '../pack/pack-manifest.ts';
import type { HashMismatch, VerifyPackOptions } from '../pack/pack-report.ts';
import { defaultLimits } from '../runpack/verify-runpack.ts';
import { collectFindings, type Findings, type Refusal } from '../verdict/findings.ts';
import { readJudgedRecord } from '../verdict/read-judged.ts';
import {
  acceptsStatus,
  maxSignatures,
  refuseSignatureCount,
  refuseStripped,
  signatureLines,
  type SignatureStatus,
} from '../verdict/signature-status.ts';
import type { ByteSource } from '../zip/byte-source.ts';
import {
  evidencePointerRecord,
  GUARD_MANIFEST_SCHEMA_ID,
  guardControlRecord,
  guardManifestRecord,
  guardPackId,
  signableGuardManifest,
  type GuardManifest,
} from './guard-manifest.ts';

/** What was found in a guard pack that could be read. */
export interface GuardResult {
  readonly packId: string;
  readonly runId: string;
  readonly filesChecked: number;
  readonly missingFiles: readonly string[];
  readonly hashMismatches: readonly HashMismatch[];
  readonly signatureStatus: SignatureStatus;
  readonly signatureErrors: readonly string[];
  readonly signaturesTotal: number;
  readonly signaturesValid: number;
  /** Ids of the keys whose signatures count. */
  readonly signers: readonly string[];
  /** What the pack says it was made from; undefined where its files are not what was declared. */
  readonly links: GuardLinks | undefined;
}

/** The verdict about a guard pack. */
export interface GuardReport {
  readonly ok: boolean;
  /** Undefined when `fault` ended the judging early. */
  readonly result: GuardResult | undefined;
  readonly fault: CodedError | undefined;
  readonly refusals: readonly Refusal[];
  readonly tolerated: readonly Refusal[];
  readonly notes: readonly TrustNote[];
}

/**
 * Judges a guard pack of any size in bounded memory, offline (gait-formats §7.2).
 *
 * Never throws for bad bytes. Codes of `fault`: those of `openZip` and `readEntry`,
 * `guard_manifest_missing`, `pack_other_kind` (not under `compat`), those of `parseJson` and `decodeRecord` for the manifest. Codes
 * of refusals: `guard_entry_undeclared`, `guard_pack_id_mismatch`, `guard_manifest_schema`,
 * `guard_index_mismatch`, `record_unknown_field`, `pack_contents_duplicate`,
 * `signature_count`, `signature_stripped`, JSON the reference reads over, oddities of the zip.
 */
export async function verifyGuardPack(
  source: ByteSource,
  options: VerifyPackOptions,
): Promise<GuardReport> {
  const findings = collectFindings(options.profile);
  try {
    const archive = openPackArchive(source, options.limits ?? defaultLimits(options.profile));
    if (options.profile !== 'compat') refuseOtherKind(archive);
    const manifest = readGuardManifest(archive, findings);
    const contents = await checkContents(
      archive,
      manifest.contents ?? [],
      PACK_MANIFEST_FILE,
      findings,
    );
    for (const entry of contents.undeclared) {
      findings.refuse('guard_entry_undeclared', 'the manifest does not declare the entry', {
        entry,
      });
    }
    judgeManifest(manifest, findings);
    if (isClean(contents)) compareIndexes(archive, manifest, findings);
    const check = checkSignatures(
      options.keys,
      manifest.signatures ?? [],
      digest(signableGuardManifest(manifest)),
      {
        role: 'guard_pack',
        claimedTime: manifest.generated_at,
        maxSignatures: maxSignatures(options.profile),
      },
    );
    refuseSignatureCount(manifest.signatures, findings);
    refuseStripped(check, options.requireSignature, findings);
    for (const { code, entry, message } of archive.zip.oddities) {
      findings.refuse(code, message, entry === undefined ? {} : { entry });
    }
    const links = isClean(contents) ? readGuardLinks(archive) : undefined;
    return report(manifest, contents, check, options.requireSignature, links, findings);
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return { ok: false, result: undefined, fault: error, refusals: [], tolerated: [], notes: [] };
  }
}

/** An intact pack of another kind has nothing wrong with it: it is a matter for another command. */
function refuseOtherKind(archive: PackArchive): void {
  const type = readPackType(archive);
  if (type === undefined) return;
  throw new CodedError('pack_other_kind', `this is a pack of type ${type}, not a guard pack`, {
    hint: '`gait pack verify FILE` verifies it',
    where: { entry: PACK_MANIFEST_FILE },
  });
}

/** The manifest as the reference reads it: unknown fields are findings, not errors. */
function readGuardManifest(archive: PackArchive, findings: Findings): GuardManifest {
  if (!archive.has(PACK_MANIFEST_FILE)) {
    throw new CodedError('guard_manifest_missing', `missing ${PACK_MANIFEST_FILE}`, {
      hint: archive.has('manifest.json')
        ? 'this is a runpack: `gait verify FILE` verifies it'
        : 'a guard pack is a zip made by `gait guard pack`',
      where: { entry: PACK_MANIFEST_FILE },
    });
  }
  const bytes = archive.read(PACK_MANIFEST_FILE);
  return readJudgedRecord(guardManifestRecord, bytes, findings, { entry: PACK_MANIFEST_FILE });
}

/** The reference checks neither: any manifest passes under any id. */
function judgeManifest(manifest: GuardManifest, findings: Findings): void {
  const place = { entry: PACK_MANIFEST_FILE };
  if (manifest.schema_id !== GUARD_MANIFEST_SCHEMA_ID || manifest.schema_version !== '1.0.0') {
    findings.refuse(
      'guard_manifest_schema',
      `the manifest is not a ${GUARD_MANIFEST_SCHEMA_ID} 1.0.0`,
      place,
    );
  }
  if (manifest.pack_id !== guardPackId(manifest.run_id, manifest.contents)) {
    findings.refuse(
      'guard_pack_id_mismatch',
      'pack_id does not follow from the run and the files',
      place,
    );
  }
}

/** The two index files repeat fields of the manifest; a reader may use either. */
function compareIndexes(archive: PackArchive, manifest: GuardManifest, findings: Findings): void {
  const controls = (manifest.control_index ?? []).map((item) =>
    encodeRecord(guardControlRecord, item),
  );
  const pointers = (manifest.evidence_pointers ?? []).map((item) =>
    encodeRecord(evidencePointerRecord, item),
  );
  const decoder = new TextDecoder();
  for (const [entry, value] of [
    ['control_index.json', controls],
    ['evidence_pointers.json', pointers],
  ] as const) {
    if (!archive.has(entry)) continue;
    if (decoder.decode(archive.read(entry)) === canonicalize(value)) continue;
    findings.refuse('guard_index_mismatch', 'the file is not the index in the manifest', { entry });
  }
}

function report(
  manifest: GuardManifest,
  contents: ContentsCheck,
  check: SignatureCheck,
  required: boolean,
  links: GuardLinks | undefined,
  findings: Findings,
): GuardReport {
  const missingErrors =
    check.status === 'missing' && required ? ['pack manifest has no signatures'] : [];
  const intact = contents.missing.length === 0 && contents.mismatches.length === 0;
  return {
    ok: intact && acceptsStatus(check.status, required) && findings.refusals.length === 0,
    result: {
      packId: manifest.pack_id,
      runId: manifest.run_id,
      filesChecked: (manifest.contents ?? []).length,
      missingFiles: contents.missing,
      hashMismatches: contents.mismatches,
      signatureStatus: check.status,
      signatureErrors: sortUtf8([...missingErrors, ...signatureLines(check)]),
      signaturesTotal: check.total,
      signaturesValid: check.valid,
      signers: check.signers,
      links,
    },
    fault: undefined,
    refusals: findings.refusals,
    tolerated: findings.tolerated,
    notes: check.notes,
  };
}
