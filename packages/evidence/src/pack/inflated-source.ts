import { bytesSource, type ByteSource } from '../zip/byte-source.ts';
import { readEntry } from '../zip/read-entry.ts';
import type { ZipArchive, ZipEntry } from '../zip/zip-archive.ts';

/** Random access to the unpacked bytes of an entry that is itself a container. */
export function inflatedSource(zip: ZipArchive, entry: ZipEntry): ByteSource {
  return bytesSource(readEntry(zip, entry));
}
