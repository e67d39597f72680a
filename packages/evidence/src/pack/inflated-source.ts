import { CodedError } from '@gait/canon';
import { Inflate } from 'fflate/browser';
import { bytesSource, type ByteSource } from '../zip/byte-source.ts';
import { readEntry } from '../zip/read-entry.ts';
import type { ZipArchive, ZipEntry } from '../zip/zip-archive.ts';
import { IN_MEMORY_BYTES } from './pack-archive.ts';

/**
 * Random access to the unpacked bytes of an entry that is itself a container, in bounded
 * memory: a small one is unpacked at once, a stored one is read where it lies, a large
 * one is inflated again from its start whenever a reader goes back. That costs time in
 * proportion to its size, a few passes for a runpack; whoever makes a reader go to and fro
 * is refused.
 *
 * The caller has compared the entry's digest: checksum and size are not checked again.
 * `read` throws `zip_entry_corrupt`, `zip_bomb`.
 */
export function inflatedSource(
  zip: ZipArchive,
  entry: ZipEntry,
  inMemory = IN_MEMORY_BYTES,
): ByteSource {
  if (entry.size <= inMemory) return bytesSource(readEntry(zip, entry, inMemory));
  return entry.method === 0 ? storedSource(zip, entry) : new InflatingSource(zip, entry);
}

function storedSource({ source }: ZipArchive, entry: ZipEntry): ByteSource {
  const { dataOffset, size } = entry;
  return {
    size,
    read: (offset, length) =>
      source.read(dataOffset + offset, Math.max(0, Math.min(length, size - offset))),
  };
}

/** Packed bytes given to the decompressor at once: each can unpack to a thousand. */
const PACKED_CHUNK = 8 * 1024;
/** What reading a container may unpack in all, in multiples of its size. */
export const MAX_PASSES = 8;
/** Unpacked bytes kept behind the reader, for going back a little. */
const KEPT_BYTES = 2 * 1024 * 1024;

class InflatingSource implements ByteSource {
  readonly size: number;
  private readonly zip: ZipArchive;
  private readonly entry: ZipEntry;
  private inflate: Inflate | undefined;
  /** Packed bytes taken so far. */
  private taken = 0;
  /** Unpacked pieces in order; the first begins at `start`, the last ends at `end`. */
  private pieces: Uint8Array[] = [];
  private start = 0;
  private end = 0;
  /** Bytes unpacked so far, in all passes. */
  private spent = 0;

  constructor(zip: ZipArchive, entry: ZipEntry) {
    this.zip = zip;
    this.entry = entry;
    this.size = entry.size;
  }

  read(offset: number, length: number): Uint8Array {
    const from = Math.min(Math.max(offset, 0), this.size);
    const to = Math.min(offset + length, this.size);
    if (to <= from) return new Uint8Array();
    if (this.inflate === undefined || from < this.start) this.restart();
    while (this.end < to && this.advance()) this.forget(from);
    return this.copy(from, Math.min(to, this.end));
  }

  private restart(): void {
    if (this.spent > MAX_PASSES * this.size) throw tooManyPasses(this.entry.name);
    this.taken = 0;
    this.pieces = [];
    this.start = 0;
    this.end = 0;
    this.inflate = new Inflate((piece) => {
      if (piece.length === 0) return;
      this.pieces.push(piece);
      this.end += piece.length;
      this.spent += piece.length;
    });
  }

  /** Unpacks some more; false at the end of the packed bytes. */
  private advance(): boolean {
    const { compressedSize, dataOffset, name } = this.entry;
    const length = Math.min(PACKED_CHUNK, compressedSize - this.taken);
    if (length <= 0) return false;
    const packed = this.zip.source.read(dataOffset + this.taken, length);
    this.taken += length;
    try {
      this.inflate?.push(packed, this.taken >= compressedSize);
    } catch (error) {
      throw corrupt(name, error);
    }
    if (this.end > this.size) throw corrupt(name, undefined);
    return packed.length === length;
  }

  /** Drops pieces that lie well before what is being read. */
  private forget(from: number): void {
    const oldest = Math.min(from, this.end) - KEPT_BYTES;
    let dropped = 0;
    while (
      dropped < this.pieces.length &&
      this.start + (this.pieces[dropped]?.length ?? 0) <= oldest
    ) {
      this.start += this.pieces[dropped]?.length ?? 0;
      dropped++;
    }
    if (dropped > 0) this.pieces.splice(0, dropped);
  }

  private copy(from: number, to: number): Uint8Array {
    const out = new Uint8Array(Math.max(0, to - from));
    let at = this.start;
    for (const piece of this.pieces) {
      const begin = Math.max(from, at);
      const end = Math.min(to, at + piece.length);
      if (begin < end) out.set(piece.subarray(begin - at, end - at), begin - from);
      at += piece.length;
      if (at >= to) break;
    }
    return out;
  }
}

function tooManyPasses(entry: string): CodedError {
  return new CodedError(
    'zip_bomb',
    `reading the container inside would unpack more than ${MAX_PASSES} times its size`,
    {
      hint: 'its files lie in an order that makes readers go to and fro; take it out of the pack and verify it alone',
      where: { entry },
    },
  );
}

function corrupt(entry: string, cause: unknown): CodedError {
  return new CodedError(
    'zip_entry_corrupt',
    'the container inside does not unpack to what the directory says',
    {
      where: { entry },
      ...(cause === undefined ? {} : { cause }),
    },
  );
}
