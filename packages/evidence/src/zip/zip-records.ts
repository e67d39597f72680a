/** The records of a zip as this product writes them (APPNOTE 4.3.7, 4.3.9, 4.3.12 to 4.3.16). */

/** What the headers of one entry say. */
export interface WrittenEntry {
  /** UTF-8. */
  readonly name: Uint8Array;
  readonly crc32: number;
  readonly compressedSize: number;
  readonly size: number;
  /** 0o644 or 0o755. */
  readonly mode: number;
  /** Offset of the local header. */
  readonly offset: number;
  /** Written before its sizes were known: zeros in the local header, a data descriptor after. */
  readonly streamed: boolean;
}

const MAX16 = 0xffff;
const MAX32 = 0xffffffff;
const DEFLATE = 8;
/** 1980-01-01 00:00:00, the first moment of the format: time 0, day 1 of month 1 of year 0. */
const DOS_DATE = 0x0021;
const EPOCH_SECONDS = 315_532_800;
/** Made by Unix (3), version 2.0, or 4.5 where ZIP64 is used. */
const UNIX = 3 << 8;
const VERSION = 20;
const VERSION_64 = 45;
const DESCRIPTOR = 0x0008;
const UTF8 = 0x0800;
const REGULAR = 0o100000;

/** 0644, or 0755 when anyone may execute; what the file system said else is not evidence. */
export function normalizeMode(mode: number | undefined): number {
  return ((mode ?? 0) & 0o111) === 0 ? 0o644 : 0o755;
}

/** Little-endian fields one after another: width in bytes and value. */
function pack(fields: readonly (readonly [width: 1 | 2 | 4 | 8, value: number])[]): Uint8Array {
  const bytes = new Uint8Array(fields.reduce((sum, [width]) => sum + width, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [width, value] of fields) {
    if (width === 1) view.setUint8(at, value);
    else if (width === 2) view.setUint16(at, value, true);
    else if (width === 4) view.setUint32(at, value, true);
    else view.setBigUint64(at, BigInt(value), true);
    at += width;
  }
  return bytes;
}

/** All pieces one after another. */
export function concat(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** The extended timestamp (0x5455): only the modification time, which is always the same. */
const TIMESTAMP = pack([
  [2, 0x5455],
  [2, 5],
  [1, 1],
  [4, EPOCH_SECONDS],
]);

const isAscii = (name: Uint8Array): boolean => name.every((byte) => byte < 0x80);

const flagsOf = (entry: WrittenEntry): number =>
  (entry.streamed ? DESCRIPTOR : 0) | (isAscii(entry.name) ? 0 : UTF8);

const sizesAreWide = (entry: WrittenEntry): boolean =>
  entry.size >= MAX32 || entry.compressedSize >= MAX32;

const isWide = (entry: WrittenEntry): boolean => sizesAreWide(entry) || entry.offset >= MAX32;

/** The header before the packed bytes. */
export function localHeader(entry: WrittenEntry): Uint8Array {
  const known = entry.streamed ? { crc32: 0, compressedSize: 0, size: 0 } : entry;
  const wide = !entry.streamed && sizesAreWide(entry);
  const zip64 = wide
    ? pack([
        [2, 1],
        [2, 16],
        [8, entry.size],
        [8, entry.compressedSize],
      ])
    : new Uint8Array();
  return concat([
    pack([
      [4, 0x04034b50],
      [2, wide ? VERSION_64 : VERSION],
      [2, flagsOf(entry)],
      [2, DEFLATE],
      [2, 0],
      [2, DOS_DATE],
      [4, known.crc32],
      [4, wide ? MAX32 : known.compressedSize],
      [4, wide ? MAX32 : known.size],
      [2, entry.name.length],
      [2, zip64.length + TIMESTAMP.length],
    ]),
    entry.name,
    zip64,
    TIMESTAMP,
  ]);
}

/** The record after the packed bytes of a streamed entry; sizes of 64 bits where 32 do not hold them. */
export function dataDescriptor(entry: WrittenEntry): Uint8Array {
  const width = sizesAreWide(entry) ? 8 : 4;
  return pack([
    [4, 0x08074b50],
    [4, entry.crc32],
    [width, entry.compressedSize],
    [width, entry.size],
  ]);
}

/** The entry's header in the central directory. */
export function centralHeader(entry: WrittenEntry): Uint8Array {
  const wide = isWide(entry);
  // All three values once any is needed: readers that skip by marker still find each in its place.
  const zip64 = wide
    ? pack([
        [2, 1],
        [2, 24],
        [8, entry.size],
        [8, entry.compressedSize],
        [8, entry.offset],
      ])
    : new Uint8Array();
  return concat([
    pack([
      [4, 0x02014b50],
      [2, UNIX | (wide ? VERSION_64 : VERSION)],
      [2, wide ? VERSION_64 : VERSION],
      [2, flagsOf(entry)],
      [2, DEFLATE],
      [2, 0],
      [2, DOS_DATE],
      [4, entry.crc32],
      [4, wide ? MAX32 : entry.compressedSize],
      [4, wide ? MAX32 : entry.size],
      [2, entry.name.length],
      [2, zip64.length + TIMESTAMP.length],
      [2, 0],
      [2, 0],
      [2, 0],
      [4, ((REGULAR | entry.mode) << 16) >>> 0],
      [4, wide ? MAX32 : entry.offset],
    ]),
    entry.name,
    zip64,
    TIMESTAMP,
  ]);
}

/** The records that close the archive: ZIP64 ones only where the plain one cannot say it. */
export function directoryEnd(
  entries: number,
  directorySize: number,
  directoryOffset: number,
): Uint8Array {
  const wide = entries >= MAX16 || directorySize >= MAX32 || directoryOffset >= MAX32;
  const plain = pack([
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, wide ? MAX16 : entries],
    [2, wide ? MAX16 : entries],
    [4, wide ? MAX32 : directorySize],
    [4, wide ? MAX32 : directoryOffset],
    [2, 0],
  ]);
  if (!wide) return plain;
  const record = pack([
    [4, 0x06064b50],
    [8, 44],
    [2, UNIX | VERSION_64],
    [2, VERSION_64],
    [4, 0],
    [4, 0],
    [8, entries],
    [8, entries],
    [8, directorySize],
    [8, directoryOffset],
  ]);
  const locator = pack([
    [4, 0x07064b50],
    [4, 0],
    [8, directoryOffset + directorySize],
    [4, 1],
  ]);
  return concat([record, locator, plain]);
}
