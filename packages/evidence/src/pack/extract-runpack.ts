import { CodedError } from '@gait/canon';
import { defaultLimits } from '../runpack/verify-runpack.ts';
import { collectFindings, type Profile } from '../verdict/findings.ts';
import type { ByteSource } from '../zip/byte-source.ts';
import { EMBEDDED_RUNPACK } from './embedded-runpack.ts';
import { openPackArchive } from './pack-archive.ts';
import { PACK_MANIFEST_FILE } from './pack-manifest.ts';
import { readPackManifest } from './read-pack-manifest.ts';

/**
 * The bytes of the runpack inside a run or call pack; undefined when the zip is no pack.
 * Nothing is verified: do that before, with `verifyPack`.
 *
 * Errors: those of `openZip` and `readEntry`, `pack_manifest_invalid`,
 * `pack_source_invalid` (a pack of another type), `pack_payload_missing`.
 */
export function extractRunpack(source: ByteSource, profile: Profile): Uint8Array | undefined {
  const archive = openPackArchive(source, defaultLimits(profile));
  if (!archive.has(PACK_MANIFEST_FILE)) return undefined;
  const { type } = readPackManifest(archive, collectFindings(profile));
  if (type !== 'run' && type !== 'call') {
    throw new CodedError('pack_source_invalid', `a pack of type ${type} holds no runpack`, {
      hint: 'name a runpack, or a pack of type run or call',
      where: { entry: PACK_MANIFEST_FILE, field: 'pack_type' },
    });
  }
  return archive.read(EMBEDDED_RUNPACK);
}
