import { CodedError, decodeRecord, isCodedError, list, parseJsonLoose, record, sha256Hex, str, struct, toLower } from '@gait/canon';
import { COMPAT_LIMITS, openZip, readEntry, VERIFY_LIMITS, type ByteSource } from '@gait/evidence';
import type { RegressProfile } from '../profile.ts';

const MANIFEST = 'pack_manifest.json';
const EMBEDDED = 'source/runpack.zip';
const MAX_BYTES = 100 * 1024 * 1024;

/** The parts of a pack's manifest that say what the runpack inside must be. */
const manifestParts = record('pack manifest', {
  pack_type: str(),
  contents: list(struct(record('pack entry', { path: str(), sha256: str() }))),
});

/**
 * The runpack inside a run or call pack; undefined when the bytes are no pack at all.
 *
 * Errors: `regress_source` (a pack of another type, or without runpack),
 * `regress_source_unverified` (not the runpack that the manifest declares: the
 * reference does not look).
 */
export function extractRunpack(source: ByteSource, profile: RegressProfile): Uint8Array | undefined {
  const compat = profile === 'compat';
  const read = (name: string): Uint8Array | undefined => {
    const archive = openZip(source, compat ? COMPAT_LIMITS : VERIFY_LIMITS);
    const entry = archive.find(name);
    return entry === undefined ? undefined : readEntry(archive, entry, MAX_BYTES);
  };
  const text = readManifest(read);
  if (text === undefined) return undefined;
  const manifest = decodeRecord(manifestParts, parseJsonLoose(text, { where: { entry: MANIFEST } }), { fold: true });
  if (manifest.pack_type !== 'run' && manifest.pack_type !== 'call') {
    throw new CodedError('regress_source', `a pack of type ${manifest.pack_type || 'nothing'} holds no runpack`, {
      hint: 'name a runpack, or a pack of type run or call',
      where: { entry: MANIFEST, field: 'pack_type' },
    });
  }
  const bytes = read(EMBEDDED);
  if (bytes === undefined) {
    throw new CodedError('regress_source', `the pack lacks ${EMBEDDED}`, { where: { entry: EMBEDDED } });
  }
  const declared = (manifest.contents ?? []).find((entry) => entry.path === EMBEDDED);
  if (!compat && toLower(declared?.sha256 ?? '') !== sha256Hex(bytes)) {
    throw new CodedError('regress_source_unverified', `${EMBEDDED} is not the file that the pack's manifest declares`, {
      hint: 'run gait pack verify on the pack',
      where: { entry: EMBEDDED },
    });
  }
  return bytes;
}

/** Undefined also for what is no zip: then the reason it is no runpack is worth more. */
function readManifest(read: (name: string) => Uint8Array | undefined): Uint8Array | undefined {
  try {
    return read(MANIFEST);
  } catch (error) {
    if (isCodedError(error)) return undefined;
    throw error;
  }
}
