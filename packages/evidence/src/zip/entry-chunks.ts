import type { InflateRaw } from 'node:zlib';
import { crc32 } from './crc32.ts';
import { zlibRuntime } from './node-zlib.ts';
import {
  checkChecksum,
  checkReadable,
  entryCorrupt,
  entryOutside,
  entryTooLarge,
  inflateFailure,
  reportTail,
} from './read-entry.ts';
import type { ZipArchive, ZipEntry } from './zip-archive.ts';

const PACKED_CHUNK = 64 * 1024;
const UNPACKED_CHUNK = 256 * 1024;

/**
 * The unpacked bytes of an entry in pieces of at most 256 KiB, in constant memory whatever
 * the entry's size. The last piece is given only after size and checksum were found right;
 * a caller that hashes must still treat everything as unproven until the end.
 *
 * Throws as `readEntry`. Leaving the loop early frees the decompressor.
 */
export async function* entryChunks(
  archive: ZipArchive,
  entry: ZipEntry,
): AsyncGenerator<Uint8Array, void, undefined> {
  const limit = archive.limits.maxEntryBytes;
  if (entry.size > limit) throw entryTooLarge(entry, limit);
  checkReadable(entry);
  if (entry.isDirectory) return;
  const pieces = entry.method === 0 ? packedPieces(archive, entry) : inflatedPieces(archive, entry);
  let size = 0;
  let crc = 0;
  let held: Uint8Array | undefined;
  for await (const piece of pieces) {
    size += piece.length;
    if (size > entry.size)
      throw entryCorrupt(entry, 'unpacks to more bytes than the directory says');
    crc = crc32(piece, crc);
    if (held !== undefined) yield held;
    held = piece;
  }
  if (size !== entry.size)
    throw entryCorrupt(entry, 'unpacks to another size than the directory says');
  checkChecksum(archive, entry, crc);
  if (held !== undefined) yield held;
}

function* packedPieces(
  archive: ZipArchive,
  entry: ZipEntry,
): Generator<Uint8Array, void, undefined> {
  for (let done = 0; done < entry.compressedSize;) {
    const length = Math.min(PACKED_CHUNK, entry.compressedSize - done);
    const piece = archive.source.read(entry.dataOffset + done, length);
    if (piece.length < length && entry.method === 0) throw entryOutside(entry);
    if (piece.length === 0) return;
    done += piece.length;
    yield piece;
  }
}

async function* inflatedPieces(
  archive: ZipArchive,
  entry: ZipEntry,
): AsyncGenerator<Uint8Array, void, undefined> {
  const inflate = zlibRuntime.node().createInflateRaw({ chunkSize: UNPACKED_CHUNK });
  let failure: Error | undefined;
  const feeding = feed(inflate, packedPieces(archive, entry)).catch((error: unknown) => {
    failure = error instanceof Error ? error : new Error(String(error));
    inflate.destroy();
  });
  try {
    for await (const piece of inflate as AsyncIterable<Uint8Array>) yield piece;
  } catch (error) {
    throw failure ?? inflateFailure(entry, error);
  } finally {
    // When the deflate stream ends before the packed bytes do, the runtime never finishes the
    // write that is under way; closing releases the feeder.
    inflate.destroy();
    await feeding;
  }
  if (failure !== undefined) throw failure;
  if (inflate.bytesWritten < entry.compressedSize) reportTail(archive, entry);
}

/** Writes the packed pieces, waiting whenever the decompressor's input is full. */
async function feed(inflate: InflateRaw, pieces: Iterator<Uint8Array>): Promise<void> {
  // Looked at before each read: after the loop was left the source may be closed.
  while (!inflate.destroyed) {
    const next = pieces.next();
    if (next.done === true) {
      inflate.end();
      return;
    }
    if (!inflate.write(next.value)) await drained(inflate);
  }
}

function drained(inflate: InflateRaw): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      inflate.off('drain', done);
      inflate.off('close', done);
      resolve();
    };
    inflate.on('drain', done);
    inflate.on('close', done);
  });
}
