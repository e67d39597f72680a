import { CodedError, isCodedError } from '@gait/canon';
import { collectFindings, type Findings } from '../verdict/findings.ts';
import { readJudgedRecord } from '../verdict/read-judged.ts';
import type { PackArchive } from './pack-archive.ts';
import {
  checkPackManifest,
  computePackId,
  PACK_MANIFEST_FILE,
  packManifestRecord,
  type PackManifest,
  type PackType,
} from './pack-manifest.ts';

/** The type that the manifest of a whole pack names; undefined when it is the manifest of none. */
export function readPackType(archive: PackArchive): PackType | undefined {
  if (!archive.has(PACK_MANIFEST_FILE)) return undefined;
  try {
    const { manifest, type } = readPackManifest(archive, collectFindings('standard'));
    return computePackId(manifest) === manifest.pack_id.toLowerCase() ? type : undefined;
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return undefined;
  }
}

/** The manifest, checked. Errors: `pack_manifest_invalid`; those of `readEntry`. */
export function readPackManifest(
  archive: PackArchive,
  findings: Findings,
): { readonly manifest: PackManifest; readonly type: PackType } {
  const bytes = archive.read(PACK_MANIFEST_FILE);
  const entry = PACK_MANIFEST_FILE;
  try {
    const manifest = readJudgedRecord(packManifestRecord, bytes, findings, { entry, closed: true });
    return { manifest, type: checkPackManifest(manifest) };
  } catch (error) {
    if (!isCodedError(error) || error.code === 'pack_manifest_invalid') throw error;
    throw new CodedError('pack_manifest_invalid', `${entry}: ${error.message}`, {
      hint: 'the file is not a pack of version 1.0.0; get it from its producer again',
      where: { ...error.where, entry },
      cause: error,
    });
  }
}
