import {
  checkSignaturesAsync,
  digest,
  isCodedError,
  sortUtf8,
  type CodedError,
  type JsonObject,
  type KeySet,
  type SignatureCheck,
  type TrustNote,
} from '@gait/canon';
import { collectFindings, type Findings, type Profile, type Refusal } from '../verdict/findings.ts';
import { signatureMessage } from '../verdict/signature-message.ts';
import {
  maxSignatures,
  refuseSignatureCount,
  refuseStripped,
} from '../verdict/signature-status.ts';
import type { ByteSource } from '../zip/byte-source.ts';
import { openZip } from '../zip/open-zip.ts';
import { COMPAT_LIMITS, VERIFY_LIMITS, type ZipLimits } from '../zip/zip-limits.ts';
import { checkFiles, listFiles, refuseUndeclared, type HashMismatch } from './check-files.ts';
import type { RunpackFacts } from './record-check.ts';
import type { RecordVisitor } from './record-visitor.ts';
import { readManifest, type ReadManifest } from './manifest-file.ts';
import type { RunpackManifest } from './runpack-records.ts';

/** How a runpack is verified. */
export interface VerifyRunpackOptions {
  readonly profile: Profile;
  /** Keys whose signatures count; without them signatures are skipped. */
  readonly keys?: KeySet | undefined;
  /** A missing or skipped signature makes the verdict false; always so under `strict`. */
  readonly requireSignature?: boolean;
  /**
   * The keys are for something beside the runpack: one without signature passes. Else it is
   * refused as one with a wrong signature is.
   */
  readonly allowUnsigned?: boolean;
  /** Default: `VERIFY_LIMITS`, under `compat` `COMPAT_LIMITS`. */
  readonly limits?: ZipLimits;
  /** Entries above this many unpacked bytes are streamed; default 4 MiB. */
  readonly streamAbove?: number;
  /** Is told of each intent and result on the way. */
  readonly visitor?: RecordVisitor;
}

/** What is known about the signatures. */
export interface SignatureReport {
  readonly status: SignatureCheck['status'];
  /** One line for people about each signature that does not count. */
  readonly errors: readonly string[];
  readonly total: number;
  readonly valid: number;
  /** Ids of the keys whose signatures count. */
  readonly signers: readonly string[];
  readonly notes: readonly TrustNote[];
}

/** The answer about one runpack. */
export interface RunpackReport {
  readonly ok: boolean;
  /** Why the bytes could not be judged as a runpack; then everything else is empty. */
  readonly fault: CodedError | undefined;
  readonly manifest: RunpackManifest | undefined;
  readonly runId: string;
  readonly manifestDigest: string;
  /** Files the manifest lists. */
  readonly filesChecked: number;
  readonly missingFiles: readonly string[];
  readonly hashMismatches: readonly HashMismatch[];
  readonly signature: SignatureReport;
  /** What was read on the way; of an altered file nothing, or not all. */
  readonly facts: Readonly<RunpackFacts> | undefined;
  /** What the reference accepts and this verifier does not. */
  readonly refusals: readonly Refusal[];
  /** The same under `compat`, which accepts it. */
  readonly tolerated: readonly Refusal[];
}

/**
 * Judges a runpack of any size in bounded memory, offline (gait-formats §2.6).
 *
 * Never throws for bad bytes. Codes of `fault`: those of `openZip` and `readEntry`,
 * `runpack_manifest_missing`, `runpack_manifest_invalid`, those of `parseJson` and
 * `decodeRecord` for the manifest. Codes of refusals: `runpack_undeclared_entry`,
 * `runpack_manifest_path_repeated`, `runpack_run_id_mismatch`, `runpack_record_schema`,
 * `runpack_record_malformed`, `runpack_record_size`, `runpack_document_size`,
 * `runpack_digest_missing`, `runpack_payload_kept`, `runpack_refs_invalid`,
 * `runpack_receipt_unlinked`, `runpack_field_case`, `signature_count`, `signature_stripped`, JSON the reference reads over, oddities
 * of the zip; under `strict` also `runpack_digest_mismatch` and `runpack_context_mismatch`.
 */
export async function verifyRunpack(
  source: ByteSource,
  options: VerifyRunpackOptions,
): Promise<RunpackReport> {
  const findings = collectFindings(options.profile);
  try {
    const archive = openZip(source, options.limits ?? defaultLimits(options.profile));
    const read = readManifest(archive, findings);
    const files = listFiles(archive, read.manifest, findings);
    refuseUndeclared(archive, read.manifest, findings);
    // Signatures are asked about first: a runtime with a second thread checks them beside the files.
    const [check, { mismatches, facts }] = await Promise.all([
      checkManifestSignatures(read, options),
      checkFiles(
        archive,
        read.manifest,
        files.present,
        findings,
        options.streamAbove,
        options.visitor,
      ),
    ]);
    refuseSignatureCount(read.manifest.signatures, findings);
    if (options.allowUnsigned !== true) {
      refuseStripped(check, requiresSignature(options), findings);
    }
    const signature = signatureReport(check, options);
    for (const { code, entry, message } of archive.oddities) {
      findings.refuse(code, message, entry === undefined ? {} : { entry });
    }
    const judged = report(read.manifest, files.missing, mismatches, signature, findings, options);
    return { ...judged, facts };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return unreadable(error);
  }
}

/** Limits of the zip reader for a profile: oddities become findings. */
export function defaultLimits(profile: Profile): ZipLimits {
  return profile === 'compat' ? COMPAT_LIMITS : VERIFY_LIMITS;
}

async function checkManifestSignatures(
  { manifest, json }: ReadManifest,
  options: VerifyRunpackOptions,
): Promise<SignatureCheck> {
  const signatures = manifest.signatures ?? [];
  const needsDigest = signatures.length > 0 && options.keys !== undefined && json !== undefined;
  const signed = needsDigest ? signedDigest(json) : '';
  return await checkSignaturesAsync(options.keys, signatures, signed, {
    role: 'runpack',
    claimedTime: manifest.created_at,
    maxSignatures: maxSignatures(options.profile),
  });
}

function signatureReport(check: SignatureCheck, options: VerifyRunpackOptions): SignatureReport {
  return {
    status: check.status,
    errors: signatureErrors(check, requiresSignature(options)),
    total: check.total,
    valid: check.valid,
    signers: check.signers,
    notes: check.notes,
  };
}

/** Signed is the manifest as it was written, unknown fields included (gait-formats §1.4). */
function signedDigest(json: JsonObject): string {
  const { signatures: _, ...signed } = json;
  return digest(signed);
}

function signatureErrors(check: SignatureCheck, required: boolean): readonly string[] {
  if (check.status === 'missing') return required ? ['manifest has no signatures'] : [];
  if (check.status === 'skipped') return ['public key not configured'];
  return sortUtf8(check.faults.map(({ fault }) => signatureMessage(fault)));
}

function requiresSignature(options: VerifyRunpackOptions): boolean {
  return options.requireSignature === true || options.profile === 'strict';
}

function report(
  manifest: RunpackManifest,
  missingFiles: readonly string[],
  hashMismatches: readonly HashMismatch[],
  signature: SignatureReport,
  findings: Findings,
  options: VerifyRunpackOptions,
): RunpackReport {
  const signed = requiresSignature(options)
    ? signature.status === 'verified'
    : signature.status !== 'failed';
  return {
    ok:
      signed &&
      missingFiles.length === 0 &&
      hashMismatches.length === 0 &&
      findings.refusals.length === 0,
    fault: undefined,
    manifest,
    facts: undefined,
    runId: manifest.run_id,
    manifestDigest: manifest.manifest_digest,
    filesChecked: (manifest.files ?? []).length,
    missingFiles,
    hashMismatches,
    signature,
    refusals: findings.refusals,
    tolerated: findings.tolerated,
  };
}

function unreadable(fault: CodedError): RunpackReport {
  return {
    ok: false,
    fault,
    manifest: undefined,
    facts: undefined,
    runId: '',
    manifestDigest: '',
    filesChecked: 0,
    missingFiles: [],
    hashMismatches: [],
    signature: { status: 'missing', errors: [], total: 0, valid: 0, signers: [], notes: [] },
    refusals: [],
    tolerated: [],
  };
}
