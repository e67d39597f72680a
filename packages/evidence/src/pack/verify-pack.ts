import {
  checkSignaturesAsync,
  CodedError,
  digest,
  isCodedError,
  sortUtf8,
  type SignatureCheck,
} from '@gait/canon';
import { compareProofRecords } from '../proof/compare-proof-records.ts';
import { PROOF_RECORDS_FILE } from '../proof/proof-record.ts';
import {
  judgeProofSignature,
  verifyProofRecords,
  type ProofLine,
} from '../proof/verify-proof-records.ts';
import { defaultLimits } from '../runpack/verify-runpack.ts';
import { collectFindings, type Findings } from '../verdict/findings.ts';
import {
  acceptsStatus,
  maxSignatures,
  refuseSignatureCount,
  refuseStripped,
  signatureLines,
} from '../verdict/signature-status.ts';
import type { ByteSource } from '../zip/byte-source.ts';
import { openPackArchive, type PackArchive } from './pack-archive.ts';
import { checkContents, isClean, type ContentsCheck } from './pack-contents.ts';
import {
  computePackId,
  PACK_MANIFEST_FILE,
  signablePackManifest,
  type PackManifest,
  type PackType,
} from './pack-manifest.ts';
import type { PackReport, PackResult, VerifyPackOptions } from './pack-report.ts';
import { readPackManifest } from './read-pack-manifest.ts';
import { checkRunContract } from './run-contract.ts';
import { legacyKind, verifyLegacyGuardPack, verifyLegacyRunpack } from './verify-legacy-pack.ts';

/**
 * Judges a pack of any type and size in bounded memory, offline, in the order of
 * gait-formats §3.5: manifest, id, files, proof records, payload, signatures. A runpack or
 * a guard pack is accepted as a pack of an earlier kind.
 *
 * Never throws for bad bytes. Codes of `fault`: those of `openZip` and `readEntry`,
 * `pack_manifest_missing`, `pack_manifest_invalid`, `pack_id_mismatch`,
 * `proof_record_invalid|hash|linkage`, `pack_payload_missing|invalid|mismatch`. Codes of
 * refusals: those of the payload checks, of `compareProofRecords`, `proof_record_signature`,
 * `pack_contents_duplicate`, `record_unknown_field`, `signature_count`, `signature_stripped`, JSON the
 * reference reads over, oddities of the zip.
 */
export async function verifyPack(
  source: ByteSource,
  options: VerifyPackOptions,
): Promise<PackReport> {
  const findings = collectFindings(options.profile);
  try {
    const archive = openPackArchive(source, options.limits ?? defaultLimits(options.profile));
    switch (legacyKind(archive)) {
      case 'runpack':
        return await verifyLegacyRunpack(source, options);
      case 'guard':
        return await verifyLegacyGuardPack(source, options);
      case undefined:
        return await judgePack(archive, options, findings);
    }
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return failed(error);
  }
}

async function judgePack(
  archive: PackArchive,
  options: VerifyPackOptions,
  findings: Findings,
): Promise<PackReport> {
  const { manifest, type } = readPackManifest(archive, findings);
  checkPackId(manifest);
  const contents = await checkContents(
    archive,
    manifest.contents ?? [],
    PACK_MANIFEST_FILE,
    findings,
  );
  const proofs = checkProofRecords(archive, manifest, contents, findings);
  if (isClean(contents)) await checkPayload(archive, manifest, type, options, findings);
  const check = await checkSignaturesAsync(
    options.keys,
    manifest.signatures ?? [],
    digest(signablePackManifest(manifest)),
    {
      role: 'pack',
      claimedTime: manifest.created_at,
      maxSignatures: maxSignatures(options.profile),
    },
  );
  refuseSignatureCount(manifest.signatures, findings);
  refuseStripped(check, options.requireSignature, findings);
  const proofErrors = await checkProofSignatures(proofs, check, options, findings);
  for (const { code, entry, message } of archive.zip.oddities) {
    findings.refuse(code, message, entry === undefined ? {} : { entry });
  }
  const result = toResult(manifest, contents, proofs, check, proofErrors, options);
  const accepted = acceptsStatus(result.signatureStatus, options.requireSignature);
  return {
    ok: isClean(contents) && accepted && findings.refusals.length === 0,
    result,
    fault: undefined,
    refusals: findings.refusals,
    tolerated: findings.tolerated,
    notes: check.notes,
  };
}

function checkPackId(manifest: PackManifest): void {
  const expected = computePackId(manifest);
  if (manifest.pack_id.toLowerCase() === expected) return;
  throw new CodedError(
    'pack_id_mismatch',
    `pack_id mismatch: expected ${expected}, found ${manifest.pack_id}`,
    {
      hint: 'the manifest was changed after the pack was built',
      where: { entry: PACK_MANIFEST_FILE, field: 'pack_id' },
    },
  );
}

/** Records whose file was altered are not looked into: their own digest is already wrong. */
function checkProofRecords(
  archive: PackArchive,
  manifest: PackManifest,
  contents: ContentsCheck,
  findings: Findings,
): readonly ProofLine[] {
  const altered = new Set(contents.mismatches.map(({ path }) => path));
  if (!archive.has(PROOF_RECORDS_FILE) || altered.has(PROOF_RECORDS_FILE)) return [];
  const proofs = verifyProofRecords(archive.read(PROOF_RECORDS_FILE), findings);
  const declared = (manifest.contents ?? []).map((entry) => ({
    ...entry,
    size: altered.has(entry.path) ? undefined : archive.sizeOf(entry.path),
  }));
  const { pack_type, source_ref, producer_version } = manifest;
  const subject = { packType: pack_type, sourceRef: source_ref, producerVersion: producer_version };
  compareProofRecords(proofs, subject, declared, findings);
  return proofs;
}

async function checkPayload(
  archive: PackArchive,
  manifest: PackManifest,
  type: PackType,
  options: VerifyPackOptions,
  findings: Findings,
): Promise<void> {
  const embedded = { keys: options.keys, limits: options.limits ?? defaultLimits(options.profile) };
  // Loaded by type: at the start of a process this costs more than the checks themselves.
  switch (type) {
    case 'run':
      return checkRunContract(archive, manifest, embedded, findings);
    case 'call': {
      const { checkCallContract } = await import('./call-contract.ts');
      return checkCallContract(archive, manifest, embedded, findings);
    }
    case 'job': {
      const { checkJobContract } = await import('./job-contract.ts');
      return checkJobContract(archive, manifest, findings);
    }
    case 'authorization': {
      const { checkAuthorizationContract } = await import('./authorization-contract.ts');
      return checkAuthorizationContract(archive, manifest, options.keys, findings);
    }
  }
}

/**
 * Where signatures are required every record needs a good one. Otherwise a record that
 * fails under a key that signed the pack is a refusal: the reference does not look.
 */
async function checkProofSignatures(
  proofs: readonly ProofLine[],
  check: SignatureCheck,
  { keys, requireSignature }: VerifyPackOptions,
  findings: Findings,
): Promise<readonly string[]> {
  if (keys === undefined || (!requireSignature && check.status !== 'verified')) return [];
  const errors: string[] = [];
  for (const { line, record } of proofs) {
    const fault = await judgeProofSignature(record, keys);
    if (fault === undefined) continue;
    errors.push(`proof_records line ${line} ${fault}`);
    if (!requireSignature) {
      findings.refuse('proof_record_signature', fault, { entry: PROOF_RECORDS_FILE, line });
    }
  }
  return requireSignature ? errors : [];
}

function toResult(
  manifest: PackManifest,
  contents: ContentsCheck,
  proofs: readonly ProofLine[],
  check: SignatureCheck,
  proofErrors: readonly string[],
  options: VerifyPackOptions,
): PackResult {
  return {
    packId: manifest.pack_id,
    packType: manifest.pack_type,
    sourceRef: manifest.source_ref,
    filesChecked: (manifest.contents ?? []).length,
    proofRecords: proofs.length,
    missingFiles: contents.missing,
    hashMismatches: contents.mismatches,
    undeclaredFiles: contents.undeclared,
    signatureStatus: proofErrors.length > 0 ? 'failed' : check.status,
    signatureErrors: sortUtf8([
      ...manifestSignatureErrors(check, options.requireSignature),
      ...proofErrors,
    ]),
    signaturesTotal: check.total,
    signaturesValid: check.valid,
    signers: check.signers,
    legacyType: undefined,
  };
}

/** The reference names the reasons and adds one line when nothing was valid. */
function manifestSignatureErrors(check: SignatureCheck, required: boolean): string[] {
  if (check.status === 'missing') return required ? ['manifest has no signatures'] : [];
  if (check.status !== 'failed') {
    return check.status === 'skipped'
      ? signatureLines(check)
      : signatureLines({ ...check, faults: reasons(check) });
  }
  return [...signatureLines({ ...check, faults: reasons(check) }), 'signature verification failed'];
}

function reasons(check: SignatureCheck): SignatureCheck['faults'] {
  return check.faults.filter(({ fault }) => fault !== 'signature_wrong');
}

function failed(fault: CodedError): PackReport {
  return { ok: false, result: undefined, fault, refusals: [], tolerated: [], notes: [] };
}
