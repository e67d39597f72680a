import {
  CodedError,
  digest,
  isCodedError,
  isZeroTime,
  parseJsonLoose,
  toUtc,
  trimSpace,
  ZIP_EPOCH,
} from '@gait/canon';
import { readRunpack } from '../runpack/read-runpack.ts';
import type { Runpack } from '../runpack/runpack-records.ts';
import { defaultLimits } from '../runpack/verify-runpack.ts';
import type { Profile } from '../verdict/findings.ts';
import type { ByteSource } from '../zip/byte-source.ts';
import { measureRun, NO_METRICS, type ExportMetrics } from './export-metrics.ts';
import { inspectPack, readEmbedded, type PackInspection } from './inspect-pack.ts';
import { openPackArchive } from './pack-archive.ts';
import { PACK_MANIFEST_FILE } from './pack-manifest.ts';
import { verifyPack } from './verify-pack.ts';

/** One pack as a row of an index. */
export interface ExportRecord {
  readonly packId: string;
  readonly packType: string;
  readonly sourceRef: string;
  readonly manifestDigest: string;
  readonly filesChecked: number;
  readonly hashMismatches: number;
  readonly missingFiles: number;
  readonly undeclaredFiles: number;
  readonly signatureStatus: string;
  readonly signaturesTotal: number;
  readonly signaturesValid: number;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  readonly metrics: ExportMetrics;
}

/**
 * Verifies a pack and measures its run (gait-formats §3.9). Altered, missing and undeclared
 * files are counted, not refused; signatures are not checked.
 *
 * Errors: the codes of `verifyPack`'s fault, the code of its first refusal, those of
 * `inspectPack`.
 */
export async function exportPack(
  source: ByteSource,
  options: { readonly profile: Profile },
): Promise<ExportRecord> {
  const report = await verifyPack(source, {
    profile: options.profile,
    keys: undefined,
    requireSignature: false,
  });
  if (report.fault !== undefined) throw report.fault;
  const [refusal] = report.refusals;
  if (refusal !== undefined) {
    const { code, message, ...where } = refusal;
    throw new CodedError(code, message, {
      hint: 'run `gait pack verify` for the whole list',
      where,
    });
  }
  if (report.result?.legacyType === 'guard') {
    throw new CodedError('pack_source_invalid', 'a guard pack has no metrics to export', {
      hint: 'export the runpack it was made from',
    });
  }
  const inspection = inspectPack(source, options);
  const { result } = report;
  const packId = trimSpace(result?.packId ?? inspection.packId);
  return {
    packId,
    packType: trimSpace(result?.packType ?? inspection.packType),
    sourceRef: trimSpace(result?.sourceRef ?? inspection.sourceRef),
    manifestDigest: manifestDigestOf(source) ?? packId,
    filesChecked: result?.filesChecked ?? 0,
    hashMismatches: result?.hashMismatches.length ?? 0,
    missingFiles: result?.missingFiles.length ?? 0,
    undeclaredFiles: result?.undeclaredFiles.length ?? 0,
    signatureStatus: result?.signatureStatus ?? 'missing',
    signaturesTotal: result?.signaturesTotal ?? 0,
    signaturesValid: result?.signaturesValid ?? 0,
    createdAt: createdAtOf(inspection),
    metrics: metricsOf(source),
  };
}

/** Digest of the manifest as it stands, signatures included. */
function manifestDigestOf(source: ByteSource): string | undefined {
  const archive = openPackArchive(source, defaultLimits('compat'));
  const name = [PACK_MANIFEST_FILE, 'manifest.json'].find((manifest) => archive.has(manifest));
  return name === undefined ? undefined : digest(parseJsonLoose(archive.read(name)));
}

function createdAtOf({ manifest, runPayload }: PackInspection): string {
  const found = [manifest?.created_at, runPayload?.created_at].find(
    (time) => time !== undefined && !isZeroTime(time),
  );
  return found === undefined ? ZIP_EPOCH : toUtc(found);
}

function metricsOf(source: ByteSource): ExportMetrics {
  const runpack = runOf(source);
  return runpack === undefined ? NO_METRICS : measureRun(runpack);
}

function runOf(source: ByteSource): Runpack | undefined {
  const archive = openPackArchive(source, defaultLimits('compat'));
  const embedded = readEmbedded(archive);
  if (embedded !== undefined || !archive.has('manifest.json')) return embedded;
  try {
    return readRunpack(source, { profile: 'compat' });
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return undefined;
  }
}
