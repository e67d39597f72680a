import { digest, encodeRecord } from '@gait/canon';
import { manifestRecord, type RunpackManifest } from './runpack-records.ts';

/** The digest that names a runpack: over its manifest without digest and signatures (gait-formats §2.3, 6). */
export function manifestDigest(manifest: RunpackManifest): string {
  return digest(
    encodeRecord(manifestRecord, { ...manifest, manifest_digest: '', signatures: null }),
  );
}
