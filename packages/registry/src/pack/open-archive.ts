import { CodedError } from '@gait/canon';
import { bytesSource, openZip, readEntry, STANDARD_LIMITS, type ZipArchive } from '@gait/evidence';
import { PACK_LIMITS } from './pack-limits.ts';
import { PACK_MANIFEST } from './pack-manifest.ts';

const LIMITS = {
  ...STANDARD_LIMITS,
  maxEntries: PACK_LIMITS.files + 1,
  maxEntryBytes: PACK_LIMITS.fileBytes,
  maxTotalBytes: PACK_LIMITS.totalBytes,
};

/**
 * Opens the zip of a pack and takes its manifest out; nothing else is unpacked, nothing parsed.
 *
 * Throws `pack_archive_invalid`, and those of `openZip`: a link, a name that leaves its folder, an
 * entry twice, bytes that no entry owns, more than the limits.
 */
export function openArchive(archive: Uint8Array): {
  readonly zip: ZipArchive;
  readonly manifestBytes: Uint8Array;
} {
  if (archive.length > PACK_LIMITS.archiveBytes) {
    throw damaged(`the pack is larger than ${PACK_LIMITS.archiveBytes} bytes`);
  }
  const zip = openZip(bytesSource(archive), LIMITS);
  const entry = zip.find(PACK_MANIFEST);
  if (entry === undefined) throw damaged(`the zip has no ${PACK_MANIFEST}: it is no pack`);
  return { zip, manifestBytes: readEntry(zip, entry, PACK_LIMITS.manifestBytes) };
}

function damaged(message: string): CodedError {
  return new CodedError('pack_archive_invalid', message, {
    hint: 'make the pack again with krci-ai pack build',
  });
}
