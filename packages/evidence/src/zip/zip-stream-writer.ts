import { CodedError, compareUtf8 } from '@gait/canon';
import { Deflate } from 'fflate/browser';
import { crc32 } from './crc32.ts';
import { checkNewName, encodeName } from './write-zip.ts';
import {
  centralHeader,
  dataDescriptor,
  directoryEnd,
  localHeader,
  normalizeMode,
  type WrittenEntry,
} from './zip-records.ts';

/** Takes the archive's bytes in order; the writer waits for the promise before it goes on. */
export type ByteSink = (bytes: Uint8Array) => void | Promise<void>;

/** The encoder's output depends on how its input is cut, so it is always cut here. */
const PIECE_BYTES = 64 * 1024;
const LEVEL = 6;

/**
 * Writes a zip entry by entry, for artifacts that do not fit in memory.
 *
 * Deterministic like `writeZip`: the same entries give the same bytes however their content
 * is cut into chunks. Entries are added in the byte order of their names. Sizes follow the
 * data in descriptors, as the reference's writer does; ZIP64 where sizes need it. Memory is
 * one chunk plus one directory header an entry.
 */
export class ZipStreamWriter {
  readonly #sink: ByteSink;
  readonly #written: WrittenEntry[] = [];
  #last: string | undefined;
  #offset = 0;

  constructor(sink: ByteSink) {
    this.#sink = sink;
  }

  /**
   * Adds one entry; resolves when its last byte was taken by the sink. One at a time.
   * Throws `zip_entry_name` (a name the reader refuses, or out of order), `zip_duplicate_entry`.
   */
  async addEntry(
    path: string,
    chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
    mode?: number,
  ): Promise<void> {
    checkNewName(path, path === this.#last);
    if (this.#last !== undefined && compareUtf8(path, this.#last) < 0) {
      throw new CodedError(
        'zip_entry_name',
        'zip entries are written in the byte order of their names',
        {
          where: { entry: path },
        },
      );
    }
    this.#last = path;
    const start: WrittenEntry = {
      name: encodeName(path),
      crc32: 0,
      compressedSize: 0,
      size: 0,
      mode: normalizeMode(mode),
      offset: this.#offset,
      streamed: true,
    };
    await this.#put(localHeader(start));
    const sums = await this.#deflate(chunks);
    const entry: WrittenEntry = { ...start, ...sums };
    await this.#put(dataDescriptor(entry));
    this.#written.push(entry);
  }

  /** Writes the directory; answers the archive's size in bytes. No entries give no bytes. */
  async finish(): Promise<number> {
    if (this.#written.length === 0) return 0;
    const directoryOffset = this.#offset;
    for (const entry of this.#written) await this.#put(centralHeader(entry));
    await this.#put(
      directoryEnd(this.#written.length, this.#offset - directoryOffset, directoryOffset),
    );
    return this.#offset;
  }

  async #put(bytes: Uint8Array): Promise<void> {
    this.#offset += bytes.length;
    await this.#sink(bytes);
  }

  async #deflate(
    chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  ): Promise<Pick<WrittenEntry, 'crc32' | 'compressedSize' | 'size'>> {
    const packed: Uint8Array[] = [];
    const deflate = new Deflate({ level: LEVEL }, (piece) => {
      if (piece.length > 0) packed.push(piece);
    });
    const dataStart = this.#offset;
    let crc = 0;
    let size = 0;
    for await (const piece of evenPieces(chunks)) {
      crc = crc32(piece, crc);
      size += piece.length;
      deflate.push(piece);
      for (const bytes of packed.splice(0)) await this.#put(bytes);
    }
    deflate.push(new Uint8Array(), true);
    for (const bytes of packed.splice(0)) await this.#put(bytes);
    return { crc32: crc, compressedSize: this.#offset - dataStart, size };
  }
}

/** The same content in pieces of one length, the last one shorter. */
async function* evenPieces(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let piece = new Uint8Array(PIECE_BYTES);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) {
      const taken = chunk.subarray(at, at + PIECE_BYTES - filled);
      piece.set(taken, filled);
      filled += taken.length;
      at += taken.length;
      if (filled === PIECE_BYTES) {
        yield piece;
        piece = new Uint8Array(PIECE_BYTES);
        filled = 0;
      }
    }
  }
  if (filled > 0) yield piece.subarray(0, filled);
}
