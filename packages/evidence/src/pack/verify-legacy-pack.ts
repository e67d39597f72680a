import {
  CodedError,
  decodeRecord,
  decodeUtf8Loose,
  isCodedError,
  parseJsonLoose,
} from '@gait/canon';
import { GUARD_MANIFEST_SCHEMA_ID, guardManifestRecord } from '../guard/guard-manifest.ts';
import { verifyRunpack } from '../runpack/verify-runpack.ts';
import type { ByteSource } from '../zip/byte-source.ts';
import type { PackArchive } from './pack-archive.ts';
import { PACK_MANIFEST_FILE } from './pack-manifest.ts';
import type { PackReport, VerifyPackOptions } from './pack-report.ts';

/** Which kind of container from before packs this is; undefined for a pack. */
export function legacyKind(archive: PackArchive): 'runpack' | 'guard' | undefined {
  if (archive.has(PACK_MANIFEST_FILE)) return isGuardManifest(archive) ? 'guard' : undefined;
  if (archive.has('manifest.json')) return 'runpack';
  throw new CodedError('pack_manifest_missing', `missing ${PACK_MANIFEST_FILE}`, {
    hint: 'a pack is a zip made by `gait pack build`; a runpack or guard pack is accepted too',
    where: { entry: PACK_MANIFEST_FILE },
  });
}

function isGuardManifest(archive: PackArchive): boolean {
  const bytes = archive.read(PACK_MANIFEST_FILE);
  const text = decodeUtf8Loose(bytes);
  // Most manifests are those of packs; an escape could spell the name in another way.
  if (!text.includes(GUARD_MANIFEST_SCHEMA_ID) && !text.includes('\\')) return false;
  try {
    const manifest = decodeRecord(guardManifestRecord, parseJsonLoose(bytes), { fold: true });
    return manifest.schema_id === GUARD_MANIFEST_SCHEMA_ID;
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return false;
  }
}

/** A runpack as a pack of type run; its id is the digest of its manifest. */
export async function verifyLegacyRunpack(
  source: ByteSource,
  options: VerifyPackOptions,
): Promise<PackReport> {
  const report = await verifyRunpack(source, options);
  const { fault, refusals, tolerated, signature } = report;
  if (fault !== undefined)
    return { ok: false, result: undefined, fault, refusals, tolerated, notes: [] };
  return {
    ok: report.ok,
    result: {
      packId: report.manifestDigest,
      packType: 'run',
      sourceRef: report.runId,
      filesChecked: report.filesChecked,
      proofRecords: 0,
      missingFiles: report.missingFiles,
      hashMismatches: report.hashMismatches,
      undeclaredFiles: [],
      signatureStatus: signature.status,
      signatureErrors: signature.errors,
      signaturesTotal: signature.total,
      signaturesValid: signature.valid,
      signers: signature.signers,
      legacyType: 'runpack',
    },
    fault: undefined,
    refusals,
    tolerated,
    notes: signature.notes,
  };
}

/** A guard pack as a pack. */
export async function verifyLegacyGuardPack(
  source: ByteSource,
  options: VerifyPackOptions,
): Promise<PackReport> {
  // Loaded only when one comes: starting costs more than verifying.
  const { verifyGuardPack } = await import('../guard/verify-guard-pack.ts');
  const report = await verifyGuardPack(source, options);
  const { result } = report;
  if (result === undefined) return { ...report, result };
  const { runId, links: _, ...common } = result;
  return {
    ...report,
    result: {
      ...common,
      packType: 'guard',
      sourceRef: runId,
      proofRecords: 0,
      undeclaredFiles: [],
      legacyType: 'guard',
    },
  };
}
