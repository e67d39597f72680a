import { bytesSource, type ByteSource } from '../zip/byte-source.ts';
import { readEntry } from '../zip/read-entry.ts';
import type { ZipArchive, ZipEntry } from '../zip/zip-archive.ts';
import { IN_MEMORY_BYTES } from './pack-archive.ts';

/**
 * The unpacked bytes of an entry that is itself a container. As `inflatedSource`, but the
 * decompressor for large ones is loaded only when one comes: it costs more than a whole
 * verification of a small pack.
 */
export async function openInflated(zip: ZipArchive, entry: ZipEntry): Promise<ByteSource> {
  if (entry.size <= IN_MEMORY_BYTES) return bytesSource(readEntry(zip, entry, IN_MEMORY_BYTES));
  const { inflatedSource } = await import('./inflated-source.ts');
  return inflatedSource(zip, entry);
}
