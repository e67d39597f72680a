import { CodedError } from '@gait/canon';
import { crc32 } from './crc32.ts';
import { u32 } from './little-endian.ts';
import { zlibRuntime } from './node-zlib.ts';
import type { ZipArchive, ZipEntry } from './zip-archive.ts';
import type { Inflated } from './zlib-runtime.ts';

const DESCRIPTOR_SIGNATURE = 0x08074b50;

/**
 * No encoder doubles its input, so no stream needs more packed bytes than this. Without the
 * cap an entry that claims ten bytes could have a gigabyte read into memory for them.
 */
const PACKED_SLACK = 1024 * 1024;

/**
 * The unpacked bytes of an entry, at once. For entries of modest size; larger ones go
 * through `entryChunks`.
 *
 * `maxBytes` caps the unpacked size (default: the archive's `maxEntryBytes`). The answer may
 * be a view of the source (stored entries): do not write into it.
 * Throws `zip_entry_too_large`, `zip_entry_corrupt` (packed data, size or checksum do not
 * agree), `zip_unsupported`, `zip_malformed` (the bytes are not in the file).
 */
export function readEntry(archive: ZipArchive, entry: ZipEntry, maxBytes?: number): Uint8Array {
  const limit = maxBytes ?? archive.limits.maxEntryBytes;
  if (entry.size > limit) throw entryTooLarge(entry, limit);
  checkReadable(entry);
  if (entry.isDirectory) return new Uint8Array();
  const data = entry.method === 0 ? storedBytes(archive, entry) : inflateEntry(archive, entry);
  if (data.length !== entry.size)
    throw entryCorrupt(entry, 'unpacks to another size than the directory says');
  checkChecksum(archive, entry, crc32(data));
  return data;
}

function storedBytes(archive: ZipArchive, entry: ZipEntry): Uint8Array {
  const data = archive.source.read(entry.dataOffset, entry.size);
  if (data.length < entry.size) throw entryOutside(entry);
  return data;
}

function inflateEntry(archive: ZipArchive, entry: ZipEntry): Uint8Array {
  // A stream that ends before its claimed length is whole: less than the claim may be there.
  const length = Math.min(entry.compressedSize, 2 * entry.size + PACKED_SLACK);
  const packed = archive.source.read(entry.dataOffset, length);
  let inflated: Inflated;
  try {
    // The runtime stops as soon as the claim is exceeded; zero is no valid limit.
    inflated = zlibRuntime.inflateRaw(packed, Math.max(entry.size, 1));
  } catch (error) {
    throw inflateFailure(entry, error);
  }
  if (!inflated.usedAll || length < entry.compressedSize) reportTail(archive, entry);
  return inflated.bytes;
}

/** Throws unless the entry can be read at all: a known method, bytes that exist, one size if stored. */
export function checkReadable(entry: ZipEntry): void {
  if (entry.dataOffset < 0) throw entryOutside(entry);
  if (entry.isDirectory) {
    if (entry.size === 0) return;
    throw entryCorrupt(entry, 'is a directory with content');
  }
  if (entry.method === 0 && entry.compressedSize !== entry.size) {
    throw entryCorrupt(entry, 'is stored under two different sizes');
  }
  if (entry.method !== 0 && entry.method !== 8) {
    throw new CodedError(
      'zip_unsupported',
      `the zip entry uses compression method ${entry.method}`,
      {
        hint: 'only stored and deflate are read',
        where: { entry: entry.name },
      },
    );
  }
}

/** Bytes after the end of the deflate stream are unpacked by nobody: a place to hide things. */
export function reportTail(archive: ZipArchive, entry: ZipEntry): void {
  const message = 'the zip entry has bytes after the end of its compressed data';
  archive.report({ code: 'zip_hidden_data', entry: entry.name, message });
}

/**
 * Compares the checksum with the directory's and, where there is one, the data descriptor's.
 * The reference takes a zero without data descriptor for "none given".
 */
export function checkChecksum(archive: ZipArchive, entry: ZipEntry, actual: number): void {
  if ((entry.flags & 8) !== 0) {
    const descriptor = archive.source.read(entry.dataOffset + entry.compressedSize, 16);
    const at = descriptor.length >= 4 && u32(descriptor, 0) === DESCRIPTOR_SIGNATURE ? 4 : 0;
    if (descriptor.length < at + 12 || u32(descriptor, at) !== entry.crc32) {
      throw entryCorrupt(entry, 'has a data descriptor with another checksum');
    }
  }
  if (actual === entry.crc32) return;
  if (entry.crc32 !== 0 || (entry.flags & 8) !== 0)
    throw entryCorrupt(entry, 'has a wrong checksum');
  archive.report({
    code: 'zip_entry_corrupt',
    entry: entry.name,
    message: 'the zip entry has no checksum',
  });
}

export function entryTooLarge(entry: ZipEntry, limit: number): CodedError {
  return new CodedError(
    'zip_entry_too_large',
    `the zip entry unpacks to ${entry.size} bytes, more than ${limit}`,
    {
      where: { entry: entry.name },
    },
  );
}

export function entryOutside(entry: ZipEntry): CodedError {
  return new CodedError('zip_malformed', 'the bytes of the zip entry are not in the file', {
    where: { entry: entry.name },
  });
}

export function entryCorrupt(entry: ZipEntry, what: string, cause?: unknown): CodedError {
  return new CodedError('zip_entry_corrupt', `the zip entry ${what}`, {
    hint: 'the file was damaged or altered after it was written',
    where: { entry: entry.name },
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Every error of the runtime's inflate as one of ours. */
export function inflateFailure(entry: ZipEntry, error: unknown): CodedError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const what =
    code === 'ERR_BUFFER_TOO_LARGE'
      ? 'unpacks to more bytes than the directory says'
      : 'cannot be unpacked: its compressed data is damaged';
  return entryCorrupt(entry, what, error);
}
